"""Whether a heart varies by itself: a paced one does not, nor does one whose device smooths.

The one floor for windows, for the days, checks and imports that are made of them, and for live numbers. A low RMSSD is
no reason to refuse: many healthy people have under 5 ms while their level still wanders by more than this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.numeric.range_sums import sum_over

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hrv.cleaning.nn_intervals import CleanBeats
    from hrv.numeric.arrays import Bools, Floats

NARROWEST_MIDDLE_MS: Final = 4.0
"""What the middle 90 % of the intervals must span."""
ONE_IN: Final = 20
"""One in so many intervals lies outside of the middle, on either side."""

MOST_CLOSE_STEPS: Final = 0.75


def varies(rr_ms: Floats) -> bool:
    """Whether the middle 90 % of the intervals spans enough."""
    return varies_in_order(np.sort(rr_ms))


def varies_in_order(ascending: Sequence[float] | Floats) -> bool:
    """The same for intervals that are sorted already, as they are where beats come one by one."""
    last = len(ascending) - 1
    if last < 0:
        return False
    outside, beyond = last // ONE_IN, last % ONE_IN
    inside = outside + 1 if beyond else outside
    middle = ascending[last - inside] - ascending[inside]
    if middle >= NARROWEST_MIDDLE_MS:
        return True
    # the quantiles lie between this beat and the next one out
    middle += (1.0 - beyond / ONE_IN) * (ascending[inside] - ascending[outside])
    middle += (1.0 - beyond / ONE_IN) * (ascending[last - outside] - ascending[last - inside])
    return bool(middle >= NARROWEST_MIDDLE_MS)


def varying(clean: CleanBeats, windows: Iterable[int]) -> list[bool]:
    """The same for each of the listed windows of a recording."""
    narrow = _may_be_narrow(clean)
    return [not narrow[window] or varies(clean.rr_ms[clean.first[window] : clean.last[window]]) for window in windows]


def _may_be_narrow(clean: CleanBeats) -> Bools:
    """Windows to look at: where nine in ten intervals lie close, four in five of all steps are small."""
    close = np.abs(np.diff(clean.rr_ms, prepend=clean.rr_ms[:1])) < NARROWEST_MIDDLE_MS
    n_steps = clean.last - clean.first - 1
    narrow: Bools = sum_over(close, clean.first + 1, clean.last) >= MOST_CLOSE_STEPS * n_steps - 4
    return narrow
