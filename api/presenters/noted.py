"""What may explain a day, as chips to tick; and what each of them usually does to this person's value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts.prompts.text import OTHER, TAGS
from hrv import Tag
from hrv.tags import LASTING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from hrv import TagEffect
    from store.models import DayTags

DAYS_OFFERED: Final = 7
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that can be noted, and whether it is."""

    key: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class DayNoted:
    """What can be noted about one day: what passes, and what began and lasts."""

    day: date
    passing: tuple[Chip, ...]
    lasting: tuple[Chip, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What was noted."""
        return tuple(chip.text for chip in (*self.passing, *self.lasting) if chip.chosen)

    @property
    def lasts(self) -> bool:
        """Whether something that lasts was noted."""
        return any(chip.chosen for chip in self.lasting)


@dataclass(frozen=True, slots=True)
class DayOffered:
    """A day that can be chosen, with how many things are noted about it."""

    day: date
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Learned:
    """What something usually does, in whole words: `least` to `most` per cent in one direction where that is clear."""

    what: str
    n_days: int
    is_clear: bool
    percent_lo: float
    percent_hi: float

    @property
    def lower(self) -> bool:
        """Whether the value is lower on such days."""
        return self.percent_hi < 0

    @property
    def least(self) -> float:
        """The end of the interval that is nearer to nothing."""
        return min(abs(self.percent_lo), abs(self.percent_hi))

    @property
    def most(self) -> float:
        """The end of the interval that is farther away."""
        return max(abs(self.percent_lo), abs(self.percent_hi))

    @property
    def most_lower(self) -> float:
        """How much lower it may be."""
        return max(0.0, -self.percent_lo)

    @property
    def most_higher(self) -> float:
        """How much higher it may be."""
        return max(0.0, self.percent_hi)


@dataclass(frozen=True, slots=True)
class Began:
    """Something that lasts began on a day."""

    day: date
    what: str


@dataclass(frozen=True, slots=True)
class DiaryView:
    """Everything on the page *Diary*."""

    may_store: bool
    noted: DayNoted
    days: tuple[DayOffered, ...]
    first: date
    """The first day about which something can still be noted."""

    learned: tuple[Learned, ...]
    began: tuple[Began, ...]


def day_noted(day: date, tags: Collection[Tag]) -> DayNoted:
    """The chips of one day."""
    chips = tuple(Chip(tag, text, tag in tags) for tag, text in TAGS.items() if tag != OTHER)
    lasting = tuple(chip for chip in chips if Tag(chip.key) in LASTING)
    return DayNoted(day, tuple(chip for chip in chips if chip not in lasting), lasting)


def days_offered(noted: Mapping[date, Collection[Tag]], *, today: date, chosen: date) -> tuple[DayOffered, ...]:
    """The last week, today first."""
    days = (today - n * ONE_DAY for n in range(DAYS_OFFERED))
    return tuple(DayOffered(day, len(noted.get(day, ())), day == chosen) for day in days)


def learned(effects: Iterable[TagEffect]) -> tuple[Learned, ...]:
    """What each tag usually does, in words."""
    return tuple(
        Learned(TAGS[each.tag], each.n_days, each.is_clear, each.percent_lo, each.percent_hi) for each in effects
    )


def began(noted: Iterable[DayTags]) -> tuple[Began, ...]:
    """What began and lasts, newest first."""
    newest_first = sorted(noted, key=lambda each: each.day, reverse=True)
    return tuple(Began(each.day, TAGS[tag]) for each in newest_first for tag in each.tags if tag in LASTING)
