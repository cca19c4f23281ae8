"""Why an index of a window is absent: stable codes, which `hrv.texts` puts into words."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Absence(enum.StrEnum):
    """What keeps an index from being given."""

    REJECTED = "rejected"
    """Too little of the window was measured cleanly; its `coverage` says how much."""
    NO_VARIATION = "no_variation"
    """The middle 90 % of the intervals spans under 4 ms: a pacemaker, or a device that smooths."""
    SHORT_RUNS = "short_runs"
    """Too few beats follow one another without a gap to pair them."""
    NO_HF_STRETCH = "no_hf_stretch"
    """HF needs a minute of beats without a gap, filling three quarters of the window."""
    NO_LF_STRETCH = "no_lf_stretch"
    """LF needs two minutes of beats without a gap, filling three quarters of the window."""
    NO_SPECTRUM = "no_spectrum"
    """A peak needs the stretch that HF needs."""
    NO_BREATHING_PEAK = "no_breathing_peak"
    """No single breathing frequency stands out."""


OF_INDEX: Final[Mapping[str, Absence]] = {
    "ln_rmssd": Absence.NO_VARIATION,
    "ln_rmssd_se": Absence.NO_VARIATION,
    "sd2_ms": Absence.SHORT_RUNS,
    "lf_ms2": Absence.NO_LF_STRETCH,
    "hf_ms2": Absence.NO_HF_STRETCH,
    "peak_hz": Absence.NO_SPECTRUM,
    "breathing_per_min": Absence.NO_BREATHING_PEAK,
    "rsa_ms": Absence.NO_BREATHING_PEAK,
}
"""The only cause for which each index can be absent from a window that was not rejected and whose intervals vary."""

ALL: Final = "*"
"""In stored windows: one cause for every index, so that a rejected window does not repeat it 21 times."""


def packed(why: Mapping[str, Absence], names: Iterable[str]) -> dict[str, str]:
    """How the causes are stored."""
    causes = set(why.values())
    if len(causes) == 1 and why.keys() == set(names):
        return {ALL: causes.pop().value}
    return {name: cause.value for name, cause in why.items()}


def unpacked(stored: Mapping[str, str], names: Iterable[str]) -> dict[str, Absence]:
    """The causes as they were before `packed`."""
    if ALL in stored:
        return dict.fromkeys(names, Absence(stored[ALL]))
    return {name: Absence(cause) for name, cause in stored.items()}
