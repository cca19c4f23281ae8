"""On which days a person may be asked: their own weekdays, public holidays, days away, and the day of a digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import holidays
from babel.core import get_global

from store.models import DAYS_OF_A_WEEK, Away, PromptWishes

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import date
    from zoneinfo import ZoneInfo

_DAY: Final = timedelta(days=1)
_NO_HOLIDAYS: Final[Container[date]] = frozenset()


@dataclass(frozen=True, slots=True)
class AskingDays:
    """The days on which a person may be asked; weekdays count from Monday, 0.

    With `digest_on`, only one day of each week: that weekday, or the first open one after it when it is a holiday or
    the person is away.
    """

    weekdays: frozenset[int]
    holidays: Container[date] = _NO_HOLIDAYS
    away: Away | None = None
    digest_on: int | None = None

    @classmethod
    def of(cls, wishes: PromptWishes, *, zone: ZoneInfo, weekdays: frozenset[int]) -> AskingDays:
        """What a person in `zone` wishes, where prompts usually come on some `weekdays`.

        Somebody whose quiet days, or whose digest, leave nothing of the usual weekdays is asked on the others.
        """
        country = country_of(zone) if wishes.holidays_of is None else wishes.holidays_of
        chosen = weekdays if wishes.digest_on is None else weekdays | {wishes.digest_on}
        return cls(
            weekdays=(chosen - wishes.quiet_weekdays) or (DAYS_OF_A_WEEK - wishes.quiet_weekdays),
            holidays=public_holidays(country),
            away=wishes.away,
            digest_on=wishes.digest_on,
        )

    def allow(self, day: date) -> bool:
        """Whether the person may be asked on this day."""
        if not self._is_open(day):
            return False
        if self.digest_on is None:
            return True
        since_digest = (day.weekday() - self.digest_on) % 7
        return not any(self._is_open(day - earlier * _DAY) for earlier in range(1, since_digest + 1))

    def _is_open(self, day: date) -> bool:
        is_away = self.away is not None and self.away.holds(day)
        return day.weekday() in self.weekdays and not is_away and day not in self.holidays


def country_of(zone: ZoneInfo) -> str:
    """The country (ISO 3166) that a time zone belongs to, by the Unicode CLDR; "" where it belongs to none."""
    country = get_global("zone_territories").get(zone.key, "")
    return country if country in countries() else ""


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """The countries (ISO 3166) whose public holidays are known."""
    return frozenset(code for code in holidays.list_supported_countries(include_aliases=False) if len(code) == 2)  # noqa: PLR2004 - the alpha-2 codes


@lru_cache(maxsize=64)
def public_holidays(country: str) -> Container[date]:
    """The public holidays of a whole country; none for "" and for countries nobody has listed."""
    return holidays.country_holidays(country) if country in countries() else _NO_HOLIDAYS
