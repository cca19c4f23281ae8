"""Calendar arrays: the days of many people as rows, as the filter reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.light.detector import DayOfPeople, Filter, FilterState
from hrv.tags import PASSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hrv.numeric.arrays import Bools, Floats

CHUNK: Final = 500
"""So many people are walked through together: few enough to stay in the processor's cache."""


UNMOVED: Final = np.array([0.0, 0.0, np.inf])


@dataclass(frozen=True, slots=True, eq=False)
class Histories:
    """Values of many people from one first day on; a person whose days begin later is untouched until then."""

    first_day: int
    """The ordinal of the first column."""

    value: Floats
    """What is compared, NaN where there is none (people x days)."""

    se: Floats
    """The standard error of each value, 0 where it is not known (people x days)."""

    tags: Bools | None = None
    """Passing tags of each day (people x days x tags); None when nobody gave any."""

    lasting: Bools | None = None
    """Days with a tag that opens a new range (people x days); None when there is none."""

    moves: Floats | None = None
    """What `DayOfPeople.moves` says, for each day (people x days x 3); None when no source takes over from another."""

    @property
    def people(self) -> int:
        """How many people there are."""
        return len(self.value)

    @property
    def n_days(self) -> int:
        """How many days the calendar has."""
        return int(self.value.shape[1])

    @property
    def dense_tags(self) -> Bools:
        """Tags of all days, also when nobody gave any."""
        return np.zeros((*self.value.shape, len(PASSING)), np.bool_) if self.tags is None else self.tags

    @property
    def dense_lasting(self) -> Bools:
        """Lasting tags of all days, also when nobody gave any."""
        return np.zeros(self.value.shape, np.bool_) if self.lasting is None else self.lasting

    def of(self, people: slice) -> Histories:
        """The histories of these people only."""
        return Histories(
            first_day=self.first_day,
            value=self.value[people],
            se=self.se[people],
            tags=None if self.tags is None else self.tags[people],
            lasting=None if self.lasting is None else self.lasting[people],
            moves=None if self.moves is None else self.moves[people],
        )

    def day(self, column: int) -> DayOfPeople:
        """One day of everybody."""
        tags, lasting = self.tags, self.lasting
        no_tags, none = np.zeros((self.people, len(PASSING))), np.zeros(self.people, dtype=bool)
        return DayOfPeople(
            day=self.first_day + column,
            value=self.value[:, column],
            se=self.se[:, column],
            tags=no_tags if tags is None else tags[:, column].astype(np.float64),
            lasting=none if lasting is None else lasting[:, column],
            moves=None if self.moves is None else self.moves[:, column],
        )


def side_by_side(parts: Sequence[Histories]) -> Histories:
    """The histories of several groups of people on the same calendar, one group after the other."""
    return Histories(
        first_day=parts[0].first_day,
        value=np.concatenate([part.value for part in parts]),
        se=np.concatenate([part.se for part in parts]),
        tags=np.concatenate([part.dense_tags for part in parts]),
        lasting=np.concatenate([part.dense_lasting for part in parts]),
        moves=_moves_together(parts),
    )


def unmoved(rows: int, n_days: int) -> Floats:
    """Moves where nothing moves (rows x days x 3)."""
    return np.tile(UNMOVED, (rows, n_days, 1))


def _moves_together(parts: Sequence[Histories]) -> Floats | None:
    """What moves in several groups; None where nothing does in any."""
    if all(part.moves is None for part in parts):
        return None
    return np.concatenate([unmoved(*part.value.shape) if part.moves is None else part.moves for part in parts])


def walk(memory: FilterState, histories: Histories) -> Iterator[FilterState]:
    """What is remembered after each day. Each memory is good until the next one is asked for."""
    watch = Filter(memory)
    for column in range(histories.n_days):
        watch.advance(histories.day(column))
        yield watch.memory


def walk_through(memory: FilterState, histories: Histories) -> FilterState:
    """What is remembered after all the days."""
    watch = Filter(memory)
    for column in range(histories.n_days):
        watch.advance(histories.day(column))
    return watch.memory


def chunks(people: int) -> Iterator[slice]:
    """Everybody, in groups that fit into the cache."""
    for start in range(0, people, CHUNK):
        yield slice(start, start + CHUNK)
