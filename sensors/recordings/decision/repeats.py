"""Intervals that stand in a file more than once, told from the intervals alone or from their stamps too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST: Final = 20
"""A shorter list may repeat by chance, or be the pattern of a simulator."""

MOST_TIMES: Final = 10
FEWEST_ROWS: Final = 10
"""As `FEWEST`, where the stamps are the same too."""

OFTEN: Final = 0.5
"""A heart that is paced repeats values; where every value stands twice the next one differs more often than that."""


def once(rr_ms: NDArray[np.float64]) -> slice | None:
    """Which intervals to keep where the whole list is repeated, or every value stands there twice; None for neither.

    No heart repeats itself so.
    """
    n = rr_ms.size
    if n < 2 * FEWEST or any(_repeats_after(rr_ms, step) for step in range(1, FEWEST)):
        return None
    for times in range(MOST_TIMES, 1, -1):
        if n % times == 0 and n // times >= FEWEST and _repeats_after(rr_ms, n // times):
            return slice(None, n // times)
    return slice(None, None, 2) if _is_in_pairs(rr_ms) else None


def once_by_stamps(seconds: NDArray[np.float64], rr_ms: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows to keep: not those of an export that was put behind one that holds them already, nor a row's double.

    Rows that stand there already begin where the stamps run backwards, and `FEWEST_ROWS` of them have the stamps and
    intervals of as many earlier rows in a row.
    """
    kept = np.ones(rr_ms.size, np.bool_)
    rows = np.stack([seconds, rr_ms])
    if rr_ms.size % 2 == 0 and rr_ms.size >= 2 * FEWEST_ROWS and np.array_equal(rows[:, ::2], rows[:, 1::2]):
        kept[1::2] = False
        return kept
    order = np.argsort(seconds, kind="stable")
    ascending = seconds[order]
    for begin in (np.flatnonzero(np.diff(seconds) < 0) + 1).tolist():
        same = slice(*(np.searchsorted(ascending, seconds[begin], side) for side in ("left", "right")))
        longest = max((_same_rows(rows, first, begin) for first in order[same].tolist() if first < begin), default=0)
        if longest >= FEWEST_ROWS:
            kept[begin : begin + longest] = False
    return kept


def _same_rows(rows: NDArray[np.float64], first: int, begin: int) -> int:
    """How many rows from `begin` on are those from `first` on, up to `begin`."""
    n = min(begin - first, rows.shape[1] - begin)
    differs = (rows[:, first : first + n] != rows[:, begin : begin + n]).any(axis=0)
    return int(differs.argmax()) if differs.any() else n


def _repeats_after(rr_ms: NDArray[np.float64], step: int) -> bool:
    return np.array_equal(rr_ms[step:], rr_ms[:-step])


def _is_in_pairs(rr_ms: NDArray[np.float64]) -> bool:
    firsts, seconds = rr_ms[::2], rr_ms[1::2]
    return np.array_equal(firsts, seconds) and bool((np.diff(firsts) != 0).mean() >= OFTEN)
