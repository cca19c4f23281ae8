"""A person's own calendar: their zone, their days, their evening."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from store.errors import NotHere

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store import Record
    from store.models import Account

EVENING: Final = time(20)
"""When the day is complete enough to look at it once."""

_DAY: Final = timedelta(days=1)


def account_of(record: Record, account_id: str) -> Account:
    """An account that the subject may see; raises `NotHere` when there is none."""
    account = record.accounts.get(account_id)
    if account is None:
        raise NotHere
    return account


def zone_of(account: Account) -> ZoneInfo:
    """The time zone of an account."""
    return ZoneInfo(account.time_zone)


def known_zone(name: str) -> str:
    """The name of a time zone as it is written; raises `ValueError` when there is none of that name."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no time zone: {name}") from error


def local_day(moment: datetime, *, zone: ZoneInfo) -> date:
    """The date on the person's wall at a moment."""
    return moment.astimezone(zone).date()


def span_of(day: date, *, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the first moment of a local day up to the first of the next, in UTC: 23, 24 or 25 hours."""
    return _at(day, time.min, zone=zone), _at(day + _DAY, time.min, zone=zone)


def days_between(since: datetime, until: datetime, *, zone: ZoneInfo) -> Iterator[date]:
    """Every local day that a span of time touches, both ends included."""
    day, last = local_day(since, zone=zone), local_day(until, zone=zone)
    while day <= last:
        yield day
        day += _DAY


def next_evening(now: datetime, *, zone: ZoneInfo) -> datetime:
    """The first local evening after `now`, in UTC."""
    today = local_day(now, zone=zone)
    evening = _at(today, EVENING, zone=zone)
    return evening if evening > now else _at(today + _DAY, EVENING, zone=zone)


def _at(day: date, hour: time, *, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)
