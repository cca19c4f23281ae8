"""The values of days become a light; when its colour is another than before, that is a flip."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import hrv
from alerts.batches import together
from alerts.calendar import local_day, next_evening
from alerts.day_notes import explained, prior_from
from alerts.log import log, trouble
from store.models import KeptLight, without_days_away
from store.subjects import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from hrv import DailyValue, Light
    from store import Record, Store
    from store.models import ClaimedLight, ToEvaluate

BATCH: Final = 250
"""So many people are looked at together: few enough that a stop, a lease and another writer need not wait."""

PUT_OFF: Final = timedelta(hours=1)
LOOK_BACK: Final = timedelta(days=485)
"""More days than any usual range rests on, and four months before the first day of the year that a chart shows."""

KIND_CHOSEN_OVER: Final = timedelta(days=61)
"""The kind of days that is compared is the one with most answers among so many."""

REMEMBERED: Final = timedelta(days=28)
"""A light that remembers needs these days before the last that it has seen."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One person on their own today."""

    person: ToEvaluate
    today: date

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.person.time_zone)

    @property
    def before(self) -> Light | None:
        """The light that stood, with what it remembers if that still counts."""
        standing = self.person.light
        return replace(standing, memory=None) if standing is not None and self.person.anew else standing

    @property
    def remembered_kinds(self) -> tuple[hrv.Kind, ...]:
        """The kind of days that the light compared, which may have none among the last."""
        memory = None if self.before is None else self.before.memory
        return () if memory is None else (memory.kind,)

    @property
    def span(self) -> tuple[date, date]:
        """The days that are needed."""
        before, longest = self.before, self.today - LOOK_BACK
        if before is None or before.memory is None:
            return longest, self.today
        seen = before.memory.until - REMEMBERED
        begun = seen if before.since_lo is None else min(seen, before.since_lo - REMEMBERED)
        return max(longest, begun), self.today

    @property
    def wider_span(self) -> tuple[date, date]:
        """The days that are needed where there are several kinds, of which the light has to choose one."""
        return min(self.span[0], self.today - KIND_CHOSEN_OVER), self.today


def evaluate_due(store: Store, *, now: datetime, stopping: Callable[[], bool]) -> int:
    """Evaluate people until nobody is due any more; says how many flips there were."""
    flips = 0
    while not stopping() and (claimed := _claim(store, now=now)):
        evaluated = together(claimed, partial(_evaluate, store, now=now), failed=partial(_put_off, store, now=now))
        flips += sum(evaluated)
    return flips


def _claim(store: Store, *, now: datetime) -> Sequence[ClaimedLight]:
    with store.begin(Engine(), now=now) as record:
        return record.lights.due(limit=BATCH)


def _evaluate(store: Store, claimed: Sequence[ClaimedLight], *, now: datetime) -> list[bool]:
    """Look at people's days; says of each that is another colour than before whether it was changed here.

    1. Read, without keeping anybody waiting, the light that stands and the days up to each person's own
       today, with what was noted about them.
    2. Ask the arithmetic. Days that are missing are missing to it, too: they make a light grey at most, never low.
    3. Compare and set: the same colour keeps its place with fresher reasons, another one is written beside a flip.
       Somebody else was first, or new values came in meanwhile? Then nothing changes here, and the light is due again.
    4. Either way the next look is in the person's evening, unless something comes in before.
    """
    with store.reading(Engine(), now=now) as record:
        people = record.evaluations.begin(claimed)
        looks = [_Look(person, local_day(now, zone=ZoneInfo(person.time_zone))) for person in people]
        lights = _lights(record, looks)
    with store.begin(Engine(), now=now) as record:
        return _set(record, looks, lights)


def _lights(record: Record, looks: Sequence[_Look]) -> dict[str, Light]:
    """The light of each person; from all their days where what was remembered turns out not to fit any more."""
    lights = _from_days(record, looks)
    forgetful = [
        _Look(replace(look.person, anew=True), look.today)
        for look in looks
        if not _was_remembered(look.before, lights[look.person.person_id])
    ]
    return lights | _from_days(record, forgetful)


def _from_days(record: Record, looks: Sequence[_Look]) -> dict[str, Light]:
    days = _days(record, looks)
    same_day: dict[date, list[_Look]] = defaultdict(list)
    for look in looks:
        same_day[look.today].append(look)
    return {person_id: light for today, some in same_day.items() for person_id, light in _on(today, some, days).items()}


def _days(record: Record, looks: Sequence[_Look]) -> dict[str, tuple[DailyValue, ...]]:
    """The days that each look needs, with what was noted about them; days away are as if not measured."""
    kinds = record.evaluations.kinds({look.person.person_id: look.wider_span for look in looks})
    spans = {
        look.person.person_id: look.span
        if kinds[look.person.person_id] <= {*look.remembered_kinds}
        else look.wider_span
        for look in looks
    }
    values, noted = record.evaluations.days(spans), record.evaluations.tags(spans)
    return {
        look.person.person_id: explained(
            without_days_away(values[look.person.person_id], look.person.away),
            noted[look.person.person_id],
            kinds=look.remembered_kinds,
        )
        for look in looks
    }


def _on(today: date, looks: Sequence[_Look], days: Mapping[str, Sequence[DailyValue]]) -> dict[str, Light]:
    cases = [
        hrv.PersonDays(days[look.person.person_id], look.before, prior_from(look.person.profile)) for look in looks
    ]
    lights = hrv.evaluate_all(cases, on=today)
    return {look.person.person_id: light for look, light in zip(looks, lights, strict=True)}


def _was_remembered(before: Light | None, light: Light) -> bool:
    """Whether a light was told from all it needs: what was remembered, or all days because nothing was."""
    if before is None or before.memory is None:
        return True
    if light.memory is None:  # another source takes over today
        return False
    return (light.memory.kind, light.memory.first_day) == (before.memory.kind, before.memory.first_day)


def _set(record: Record, looks: Sequence[_Look], lights: Mapping[str, Light]) -> list[bool]:
    kept, flipped = [], []
    for look in looks:
        person, light = look.person, lights[look.person.person_id]
        following = next_evening(record.now, zone=look.zone) if person.is_open else None
        if person.light is not None and person.light.colour is light.colour:
            kept.append(KeptLight(person.person_id, person.revision, light, following))
        else:
            flip = record.lights.flip(
                person.person_id, revision=person.revision, light=light, next_evaluation_at=following
            )
            flipped.append(flip is not None)
    record.evaluations.keep(kept)
    return flipped


def _put_off(store: Store, claimed: ClaimedLight, error: Exception, *, now: datetime) -> None:
    log.error("evaluation_put_off", person_id=claimed.person_id, **trouble(error))
    with store.begin(Engine(), now=now) as record:
        record.lights.put_off(claimed, until=now + PUT_OFF)
