"""Intervals that stand in a file more than once, told from the intervals alone: no heart repeats itself so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST: Final = 20
"""A shorter list may repeat by chance, or be the pattern of a simulator."""

MOST_TIMES: Final = 10
OFTEN: Final = 0.5
"""A heart that is paced repeats values; where every value stands twice the next one differs more often than that."""


def once(rr_ms: NDArray[np.float64]) -> slice | None:
    """Which intervals to keep where the whole list is repeated, or every value stands there twice; None for neither."""
    n = rr_ms.size
    if n < 2 * FEWEST or any(_repeats_after(rr_ms, step) for step in range(1, FEWEST)):
        return None
    for times in range(MOST_TIMES, 1, -1):
        if n % times == 0 and n // times >= FEWEST and _repeats_after(rr_ms, n // times):
            return slice(None, n // times)
    return slice(None, None, 2) if _is_in_pairs(rr_ms) else None


def _repeats_after(rr_ms: NDArray[np.float64], step: int) -> bool:
    return np.array_equal(rr_ms[step:], rr_ms[:-step])


def _is_in_pairs(rr_ms: NDArray[np.float64]) -> bool:
    firsts, seconds = rr_ms[::2], rr_ms[1::2]
    return np.array_equal(firsts, seconds) and bool((np.diff(firsts) != 0).mean() >= OFTEN)
