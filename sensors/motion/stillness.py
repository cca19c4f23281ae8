"""Stillness from a strap's accelerometer: whether somebody sits calmly enough for a reading.

The mean amplitude deviation of Vaha-Ypya et al. (2015, Clin Physiol Funct Imaging 35:64): of some seconds, the mean
distance of the length of the acceleration vector from its own mean. It is in milli-g, needs no calibration, and does
not change with the posture, because gravity is in the mean that is taken off.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPAN_S: Final = 5.0
"""The spans over which the authors compared sitting with walking were 5 s long."""
HOLE_S: Final = 0.2
"""Samples that come further apart have a lost frame between them: the slowest straps measure 25 times a second."""
CALM_MG: Final = 22.5
"""Below it somebody sits or stands still, above it somebody moves about (1.5 MET; Vaha-Ypya et al. 2015, PLoS One
10:e0134813). It was found at the hip; at the chest, where each breath adds a little, nobody has published another."""


def deviation_mg(acceleration_mg: NDArray[np.float64]) -> float:
    """The mean amplitude deviation of samples, one row each with three columns; NaN of none."""
    if not len(acceleration_mg):
        return float("nan")
    length_mg = np.linalg.norm(acceleration_mg, axis=1)
    return float(np.mean(np.abs(length_mg - length_mg.mean())))


@dataclass(slots=True)
class Movement:
    """Follows a stream of acceleration.

    Attributes:
        spans_mg: the deviation of each whole span so far, in milli-g.
    """

    spans_mg: list[float] = field(default_factory=list)
    _rows: deque[tuple[float, NDArray[np.float64]]] = field(default_factory=deque)

    def push(self, time_s: NDArray[np.float64], acceleration_mg: NDArray[np.float64]) -> None:
        """Take in samples in their order; a hole begins a new span."""
        for moment_s, row in zip(time_s.tolist(), acceleration_mg, strict=True):
            if self._rows and not 0 <= moment_s - self._rows[-1][0] < HOLE_S:
                self._rows.clear()
            self._rows.append((moment_s, row))
            if moment_s - self._rows[0][0] >= SPAN_S:
                self._close()

    def _close(self) -> None:
        self.spans_mg.append(deviation_mg(np.array([row for _, row in self._rows])))
        self._rows.clear()

    @property
    def now_mg(self) -> float | None:
        """The deviation of the newest whole span; None before there is one."""
        return self.spans_mg[-1] if self.spans_mg else None

    @property
    def calm_share(self) -> float | None:
        """The share of spans in which somebody was calm enough for a reading; None before there is one."""
        if not self.spans_mg:
            return None
        return sum(map(is_calm, self.spans_mg)) / len(self.spans_mg)


def is_calm(deviation: float) -> bool:
    """Whether so many milli-g are little enough for a reading."""
    return deviation < CALM_MG
