"""The values of days become a light; when its colour is another than before, that is a flip."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import hrv
from alerts.journal import log, trouble
from alerts.people import account_of, local_day, next_evening, zone_of
from alerts.told import prior_of, values_with_tags
from store.subjects import Engine

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from hrv import Light
    from store import Record, Store
    from store.models import ClaimedLight

PUT_OFF: Final = timedelta(hours=1)
LOOK_BACK: Final = timedelta(days=400)
"""More days than any usual range rests on."""


def evaluate_due(store: Store, *, now: datetime, stopping: Callable[[], bool]) -> int:
    """Evaluate people until nobody is due any more; says how many flips there were."""
    flips = 0
    while not stopping() and (claimed := _claim(store, now=now)) is not None:
        flips += _try(store, claimed, now=now)
    return flips


def _claim(store: Store, *, now: datetime) -> ClaimedLight | None:
    with store.begin(Engine(), now=now) as record:
        return next(iter(record.lights.due(limit=1)), None)


def _try(store: Store, claimed: ClaimedLight, *, now: datetime) -> bool:
    try:
        with store.begin(Engine(), now=now) as record:
            return _evaluate(record, claimed)
    except Exception as error:  # noqa: BLE001 - one person who cannot be evaluated must not keep the others waiting
        log.error("evaluation_put_off", person_id=claimed.person_id, **trouble(error))
        _put_off(store, claimed, now=now)
    return False


def _evaluate(record: Record, claimed: ClaimedLight) -> bool:
    """Look at one person's days; True when the light changed its colour.

    1. Read the days up to the person's own today with what was noted about them, and the light that stands.
    2. Ask the arithmetic. Days that are missing are missing to it, too: they make a light grey at most, never low.
    3. Compare and set: the same colour keeps its place with fresher reasons, another one is written beside a flip.
       Somebody else was first, or new values came in meanwhile? Then nothing changes here, and the light is due again.
    4. Either way the next look is in the person's evening, unless something comes in before.
    """
    account = account_of(record, claimed.person_id)
    zone = zone_of(account)
    today = local_day(record.now, zone=zone)
    days = values_with_tags(record, account.id, since=today - LOOK_BACK, until=today)
    standing = record.lights.current(account.id)
    before = None if standing is None else standing.light
    light = hrv.evaluate(days, on=today, before=before, prior=prior_of(record, account.id))
    following = None if account.closed_at is not None else next_evening(record.now, zone=zone)
    return _set(record, claimed, before, light, following=following)


def _set(
    record: Record, claimed: ClaimedLight, before: Light | None, light: Light, *, following: datetime | None
) -> bool:
    person_id, revision = claimed.person_id, claimed.revision
    if before is not None and before.colour is light.colour:
        record.lights.keep(person_id, revision=revision, light=light, next_evaluation_at=following)
        return False
    return record.lights.flip(person_id, revision=revision, light=light, next_evaluation_at=following) is not None


def _put_off(store: Store, claimed: ClaimedLight, *, now: datetime) -> None:
    with store.begin(Engine(), now=now) as record:
        record.lights.put_off(claimed, until=now + PUT_OFF)
