"""When and how often a person wants to be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hrv import DailyValue

DAYS_OF_A_WEEK = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which the person is away, the first and the last included; without a last one until they are back."""

    first: date
    last: date | None

    def __post_init__(self) -> None:
        if self.last is not None and self.first > self.last:
            raise ValueError("The last day away must not lie before the first.")

    def holds(self, day: date) -> bool:
        """Whether it is one of these days."""
        return self.first <= day and (self.last is None or day <= self.last)

    def touches(self, other: Away) -> bool:
        """Whether a day belongs to both."""
        return self.holds(other.first) or other.holds(self.first)


def is_away(day: date, spells: Iterable[Away]) -> bool:
    """Whether the day belongs to one of the spells."""
    return any(spell.holds(day) for spell in spells)


def without_days_away(values: Iterable[DailyValue], spells: Sequence[Away]) -> tuple[DailyValue, ...]:
    """The values of the days on which the person was not away."""
    return tuple(value for value in values if not is_away(value.day, spells))


@dataclass(frozen=True, slots=True)
class PromptWishes:
    """What a person said about being asked; as it stands here before they said anything.

    `quiet_from` to `quiet_until` may reach over midnight, and equal hours mean none. Weekdays count from Monday, 0.
    `holidays_of` is the country (ISO 3166) whose public holidays are kept free: None for that of the person's time
    zone, "" for none. `digest_on` is the weekday of a weekly digest; None asks as things happen. `been_away` are
    spells that are over: the light leaves their days out for ever.
    """

    quiet_from: time = time(20)
    quiet_until: time = time(7)
    quiet_weekdays: frozenset[int] = frozenset()
    holidays_of: str | None = None
    away: Away | None = None
    been_away: tuple[Away, ...] = ()
    digest_on: int | None = None

    def __post_init__(self) -> None:
        if not self.quiet_weekdays < DAYS_OF_A_WEEK:
            raise ValueError("Leave at least one day of the week, numbered 0 (Monday) to 6 (Sunday), on which to ask.")
        if self.digest_on is not None and self.digest_on not in DAYS_OF_A_WEEK - self.quiet_weekdays:
            raise ValueError("Choose a day for the digest that is not one of the quiet days.")

    @property
    def spells_away(self) -> tuple[Away, ...]:
        """Every spell away, over or not."""
        return self.been_away if self.away is None else (*self.been_away, self.away)

    def rests_on(self, day: date) -> bool:
        """Whether the light and the questions rest on this day."""
        return self.away is not None and self.away.holds(day)
