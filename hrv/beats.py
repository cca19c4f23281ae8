"""Beats: when each R peak was, how long the interval before it lasted, and where beats may be missing."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sized

    from numpy.typing import ArrayLike, NDArray

JOIN_TOLERANCE_MS: Final = 10.0
"""Two beats follow one another when their distance equals the later interval to this; NeuroKit2 does the same."""

COLUMNS: Final[Mapping[str, str]] = {"time_s": "<f8", "rr_ms": "<f8", "segment": "<i4", "flags": "<u1"}
"""The columns of a series in their order, and how each is stored: little-endian, nothing lost."""

Scalar = TypeVar("Scalar", bound=np.generic)

FEWEST_BEATS_THAT_SHOW_A_UNIT: Final = 5
SHORTEST_CREDIBLE_MEDIAN_MS: Final = 10.0
LONGEST_CREDIBLE_MEDIAN_MS: Final = 10_000.0
FARTHEST_CREDIBLE_S: Final = 1e11
"""Three thousand years; a double no longer holds the microseconds of anything later."""


class BeatFlag(enum.IntFlag):
    """What the source of a beat noticed about it."""

    NONE = 0
    AFTER_GAP = 1
    """The first beat after a hole: its own interval was measured, but the beat before it was not."""
    SUSPECT = 2
    """The link was behind when it came, so that a beat may be missing nearby."""
    IMPLAUSIBLE = 4
    """The interval is not one that a heart can make."""
    NO_CONTACT = 8
    """The strap said that it had no contact with the skin."""


class Impossible(enum.StrEnum):
    """What can be wrong with beats that somebody hands in."""

    EMPTY = "empty"
    """Only a block needs a beat; a series may hold none."""
    UNEQUAL = "unequal"
    NO_INTERVAL = "no_interval"
    NOT_ABOVE_ZERO = "not_above_zero"
    SECONDS = "seconds"
    TOO_LONG = "too_long"
    NO_MOMENT = "no_moment"
    FAR_AWAY = "far_away"
    OUT_OF_ORDER = "out_of_order"


class ImpossibleBeatsError(ValueError):
    """Beats that cannot be; the sentence is for whoever calls, the code for whoever tells a person.

    Attributes:
        why: what is wrong.
        where: the number of the first beat that shows it, or the median interval where the unit is wrong.
    """

    def __init__(self, sentence: str, why: Impossible, where: float) -> None:
        super().__init__(sentence)
        self.why = why
        self.where = where


def shape_fault(columns: Iterable[Sized]) -> Impossible | None:
    """What is wrong with the shape of a block of beats: it holds a beat, and in each column one entry for each."""
    lengths = {len(column) for column in columns}
    if len(lengths) > 1:
        return Impossible.UNEQUAL
    return Impossible.EMPTY if lengths == {0} else None


@dataclass(frozen=True, slots=True, eq=False)
class BeatSeries:
    """Beats in the order in which they happened, as four arrays of one length.

    `time_s` is the moment of the R peak that ends the interval (seconds; for stored beats since 1970, UTC), `rr_ms` the
    interval in milliseconds, `segment` a number that changes where beats may be missing, `flags` a `BeatFlag` each.
    Raises `ValueError` with a sentence about the first thing that is wrong.
    """

    time_s: NDArray[np.float64]
    rr_ms: NDArray[np.float64]
    segment: NDArray[np.int32]
    flags: NDArray[np.uint8]

    def __post_init__(self) -> None:
        for name, kind in COLUMNS.items():
            object.__setattr__(self, name, _read_only(getattr(self, name), name=name, dtype=_native(kind)))
        _refuse_unequal_lengths(self.columns)
        _refuse_impossible_intervals(self.rr_ms)
        _refuse_wrong_unit(self.rr_ms)
        _refuse_impossible_times(self.time_s)

    @classmethod
    def from_rr(cls, rr_ms: ArrayLike, start: float = 0.0) -> BeatSeries:
        """One unbroken segment of RR intervals in ms, the first of which begins at `start` (seconds)."""
        rr = _read_only(rr_ms, name="rr_ms", dtype=np.dtype(np.float64))
        _refuse_impossible_intervals(rr)
        with np.errstate(over="ignore"):  # a time that is none is refused in words
            time_s = start + np.cumsum(rr) / 1000.0
        return cls(
            time_s=time_s,
            rr_ms=rr,
            segment=np.zeros(rr.size, np.int32),
            flags=np.zeros(rr.size, np.uint8),
        )

    @classmethod
    def concatenate(cls, parts: Iterable[BeatSeries]) -> BeatSeries:
        """The parts one after the other; equal segment numbers continue the same segment."""
        listed = tuple(parts)
        if not listed:
            return cls.from_rr(())
        return cls(
            time_s=np.concatenate([part.time_s for part in listed]),
            rr_ms=np.concatenate([part.rr_ms for part in listed]),
            segment=np.concatenate([part.segment for part in listed]),
            flags=np.concatenate([part.flags for part in listed]),
        )

    def __len__(self) -> int:
        return int(self.time_s.size)

    @property
    def columns(self) -> tuple[NDArray[np.generic], ...]:
        """The four arrays in the order of `COLUMNS`."""
        return tuple(getattr(self, name) for name in COLUMNS)

    def between(self, start_s: float, end_s: float) -> BeatSeries:
        """The beats after `start_s`, up to and including `end_s`."""
        first, last = np.searchsorted(self.time_s, (start_s, end_s), side="right")
        return self.slice(int(first), int(last))

    def slice(self, first: int, last: int) -> BeatSeries:
        """The beats from index `first` up to, not including, index `last`."""
        part = object.__new__(BeatSeries)  # what is part of a valid series needs no second check
        for name in COLUMNS:
            object.__setattr__(part, name, getattr(self, name)[first:last])
        return part

    def joined(self) -> NDArray[np.bool_]:
        """Whether each beat follows the one before it without a hole; always False for the first beat."""
        joined = np.zeros(len(self), np.bool_)
        if len(self) > 1:
            off_ms = np.abs(np.diff(self.time_s) * 1000.0 - self.rr_ms[1:])
            joined[1:] = (off_ms <= JOIN_TOLERANCE_MS) & (self.segment[1:] == self.segment[:-1])
            joined[1:] &= (self.flags[1:] & BeatFlag.AFTER_GAP) == 0
        return joined


def _native(kind: str) -> np.dtype[np.generic]:
    return np.dtype(kind).newbyteorder("=")


def _read_only(values: ArrayLike, *, name: str, dtype: np.dtype[Scalar]) -> NDArray[Scalar]:
    array: NDArray[Scalar] = np.array(values, dtype=dtype)
    if array.ndim != 1:
        raise ValueError(f"{name} must be one plain list of numbers, not a table.")
    array.setflags(write=False)
    return array


def _refuse_unequal_lengths(columns: Collection[Sized]) -> None:
    if shape_fault(columns) is Impossible.UNEQUAL:
        raise ImpossibleBeatsError(
            "time_s, rr_ms, segment and flags must have the same length: one entry for each beat.",
            Impossible.UNEQUAL,
            min(map(len, columns)) + 1,
        )


def _refuse_impossible_intervals(rr_ms: NDArray[np.float64]) -> None:
    if not np.isfinite(rr_ms).all():
        where = int(np.argmin(np.isfinite(rr_ms))) + 1
        raise ImpossibleBeatsError(
            f"RR interval number {where} is not a number. Leave out beats that were not measured.",
            Impossible.NO_INTERVAL,
            where,
        )
    if (rr_ms <= 0).any():
        where = int(np.argmax(rr_ms <= 0)) + 1
        raise ImpossibleBeatsError(
            f"RR interval number {where} is not above zero. Leave out beats that were not measured.",
            Impossible.NOT_ABOVE_ZERO,
            where,
        )


def _refuse_wrong_unit(rr_ms: NDArray[np.float64]) -> None:
    if rr_ms.size < FEWEST_BEATS_THAT_SHOW_A_UNIT:
        return
    median = float(np.median(rr_ms))
    if median < SHORTEST_CREDIBLE_MEDIAN_MS:
        raise ImpossibleBeatsError(
            f"RR intervals must be in milliseconds; these look like seconds (median {median:.3g}).",
            Impossible.SECONDS,
            median,
        )
    if median > LONGEST_CREDIBLE_MEDIAN_MS:
        raise ImpossibleBeatsError(
            f"RR intervals must be in milliseconds; these are too long for a heart (median {median:.3g}).",
            Impossible.TOO_LONG,
            median,
        )


def _refuse_impossible_times(time_s: NDArray[np.float64]) -> None:
    if not np.isfinite(time_s).all():
        where = int(np.argmin(np.isfinite(time_s))) + 1
        raise ImpossibleBeatsError(
            f"The time of beat number {where} is not a number. Give each beat the moment of its R peak.",
            Impossible.NO_MOMENT,
            where,
        )
    far = np.abs(time_s) > FARTHEST_CREDIBLE_S
    if far.any():
        where = int(np.argmax(far)) + 1
        raise ImpossibleBeatsError(
            f"The time of beat number {where} is thousands of years away. Give seconds since 1970.",
            Impossible.FAR_AWAY,
            where,
        )
    falling = np.diff(time_s) <= 0
    if falling.any():
        where = int(np.argmax(falling)) + 2
        raise ImpossibleBeatsError(
            f"The time of beat number {where} is not after the one before it. Sort the beats by time.",
            Impossible.OUT_OF_ORDER,
            where,
        )
