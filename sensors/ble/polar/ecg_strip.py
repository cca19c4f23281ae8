"""ECG strip: all samples of one stream, put on the clock of everything else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sensors.ble.polar.streams import StrapSamples


@dataclass(slots=True)
class Strip:
    """Collects samples. The strap's own clock may begin anywhere, but it runs evenly.

    Attributes:
        rate_hz: the nominal rate; None before the first samples.
    """

    rate_hz: float | None = None
    _samples: list[StrapSamples] = field(default_factory=list)

    def push(self, samples: StrapSamples) -> None:
        """Add samples; they come in order."""
        self.rate_hz = samples.rate_hz
        self._samples.append(samples)

    def time_s(self) -> NDArray[np.float64]:
        """The moment of each sample, as a monotonic second.

        Whatever came fastest was on its way for the shortest time, so that the smallest difference between arrival and
        stamp is the distance of the two clocks, but for the few milliseconds that no message can do without.
        """
        if not self._samples:
            return np.empty(0)
        apart_s = min(samples.arrival_s - float(samples.time_s[-1]) for samples in self._samples)
        return np.concatenate([samples.time_s for samples in self._samples]) + apart_s

    def values(self) -> NDArray[np.float64]:
        """The samples, one row each."""
        return np.concatenate([samples.values for samples in self._samples]) if self._samples else np.empty((0, 1))
