"""What a person told the program, laid beside the values it explains: facts about days, and a little of themselves.

How a day felt is not among it: ratings are the person's own, and the program never reads them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import hrv
from alerts import texts
from alerts.calendar import account_of, local_day, zone_of
from alerts.refusals import Refused
from hrv import Kind, Quality, Rhythm, Tag
from hrv.tags import LASTING
from store.models import DayTags, Profile, without_days_away

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime

    from hrv import DailyValue, Light, Prior, TagEffect
    from store import Record, Store
    from store.models import Away
    from store.subjects import Employee

NOTED_BACK: Final = timedelta(days=60)
"""How long after a day something can still be noted about it."""

ONE_DAY: Final = timedelta(days=1)


class Which(StrEnum):
    """Which days an answer to a prompt is about."""

    TODAY = "today"
    TWO_DAYS = "two_days"
    """Today and yesterday."""

    SINCE_IT_BEGAN = "since_it_began"
    """Every day since the first day of the fall."""


def note(store: Store, *, person: Employee, day: date, tags: Collection[Tag], now: datetime) -> None:
    """Keep what may explain one of the person's own days, in place of what was noted before; nothing forgets it.

    The light is looked at again. Raises `Refused` for a day that is too far away, and without consent to storing.
    """
    with store.begin(person, now=now) as record:
        today = local_day(now, zone=zone_of(account_of(record, person.person_id)))
        if not today - NOTED_BACK <= day <= today:
            raise Refused(texts.DAY_TOO_FAR())
        if not record.tags.set(person.person_id, DayTags(day, tuple(tags))):
            raise Refused(texts.AGREE_TO_KEEPING())


def note_with_answer(record: Record, person: Employee, tags: Collection[Tag], *, which: Which) -> None:
    """Note what a person answered on the days it is about; what lasts is noted on the first of them alone."""
    days = _days(record, person, which)
    known = {each.day: each.tags for each in record.tags.list(person.person_id, since=days[0], until=days[-1])}
    for day in days:
        told = tags if day == days[0] else set(tags) - LASTING
        if told:
            record.tags.set(person.person_id, DayTags(day, (*known.get(day, ()), *told)))


def effects(
    record: Record, person_id: str, light: Light | None, noted: Sequence[DayTags], *, away: Sequence[Away]
) -> tuple[TagEffect, ...]:
    """What each thing that was `noted` usually does to a person's value; days `away` say nothing to that either."""
    if light is None or not noted:
        return ()
    values = record.days.list(person_id, days={each.day for each in noted})
    return hrv.tag_effects(light, explained(without_days_away(values, away), noted))


def explained(
    values: Sequence[DailyValue], noted: Iterable[DayTags], *, kinds: Iterable[Kind] = ()
) -> tuple[DailyValue, ...]:
    """The values with their tags, in order of days; a day that was noted without a value is there without one.

    So a lasting change counts from the day it was noted on, whether that day was measured or not. `kinds` are those
    that count beside the ones among the values.
    """
    tags = {each.day: each.tags for each in noted}
    there = {(value.day, value.kind) for value in values}
    counted = dict.fromkeys((*kinds, *(value.kind for value in values)))
    missing = [_no_value(day, kind) for day in tags for kind in counted if (day, kind) not in there]
    in_order = sorted((*values, *missing), key=lambda value: (value.day, value.kind)) if missing else values
    return tuple(_with(tags.get(value.day, ()), value) for value in in_order)


def prior_of(record: Record, person_id: str) -> Prior:
    """What to expect of a person before there are values, as far as the subject may know what they said."""
    return prior_from(record.profiles.of(person_id))


def prior_from(profile: Profile | None) -> Prior:
    """What to expect of a person before there are values, from what they said of themselves."""
    said = profile or Profile()
    return hrv.prior_for(age_years=said.age_band.middle_years if said.age_band else None, sex=said.sex)


def _days(record: Record, person: Employee, which: Which) -> tuple[date, ...]:
    today = local_day(record.now, zone=zone_of(account_of(record, person.person_id)))
    standing = record.lights.current(person.person_id)
    began = standing.light.since if standing and standing.light else None
    first = {
        Which.TODAY: today,
        Which.TWO_DAYS: today - ONE_DAY,
        Which.SINCE_IT_BEGAN: max(min(began or today, today), today - NOTED_BACK),
    }[which]
    return tuple(first + n * ONE_DAY for n in range((today - first).days + 1))


def _with(tags: tuple[Tag, ...], value: DailyValue) -> DailyValue:
    return value if value.tags == tags else replace(value, tags=tags)


def _no_value(day: date, kind: Kind) -> DailyValue:
    return hrv.DailyValue(day, kind, None, None, None, Quality.REJECTED, Rhythm.REGULAR, n_windows=0)
