"""When a change of the light becomes a prompt, and at which hour it may reach the person. Pure: no clock, no record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alerts.prompts.asking_days import AskingDays
from alerts.prompts.hours import OFFICE_HOURS, QuietHours, WorkingHours, next_open
from hrv import Colour
from store.models import DAYS_OF_A_WEEK, PromptWishes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

_WEIGHT: Final[Mapping[Colour, int]] = MappingProxyType({Colour.GREEN: 0, Colour.YELLOW: 1, Colour.RED: 2})


class PromptKind(StrEnum):
    """What a prompt is about."""

    BELOW = "below"
    """Clearly and lastingly below the usual range: what can be done?"""

    BACK = "back"
    """Within the usual range again, after a prompt that said otherwise."""


@dataclass(frozen=True, slots=True)
class PromptPolicy:
    """How often and when a person may be asked."""

    hours: WorkingHours = OFFICE_HOURS
    weekdays: frozenset[int] = frozenset(range(5))
    most: int = 4
    """At most this many prompts within any `per`."""

    per: timedelta = timedelta(days=30)
    longest_snooze: timedelta = timedelta(days=30)

    def __post_init__(self) -> None:
        if self.most < 1 or self.per <= timedelta(0):
            raise ValueError("Allow at least one prompt within a period longer than nothing.")
        if not self.weekdays or not self.weekdays <= DAYS_OF_A_WEEK:
            raise ValueError("Choose at least one weekday, numbered 0 (Monday) to 6 (Sunday).")


POLICY: Final = PromptPolicy()
NO_WISHES: Final = PromptWishes()


def kind_of(colours: Sequence[Colour], *, told: Colour | None) -> PromptKind | None:
    """What the newest of `colours` (the person's lights, oldest first) deserves a prompt for, if anything.

    `told` is the colour of the last prompt that reached the person. Grey is never news, and a grey spell in between
    does not make the same colour news again. Getting lighter from red to yellow is not; getting back to green is, if
    the person had been told.
    """
    if not colours or colours[-1] is Colour.GREY:
        return None
    seen = [colour for colour in colours if colour is not Colour.GREY]
    before, now = (seen[-2] if len(seen) > 1 else Colour.GREEN), seen[-1]
    if _WEIGHT[now] > _WEIGHT[before]:
        return PromptKind.BELOW
    if now is Colour.GREEN and before is not now and told in {Colour.YELLOW, Colour.RED}:
        return PromptKind.BACK
    return None


def allowed_from(
    moment: datetime,
    *,
    zone: ZoneInfo,
    delivered: Sequence[datetime] = (),
    wishes: PromptWishes = NO_WISHES,
    policy: PromptPolicy = POLICY,
) -> datetime:
    """The earliest moment, not before `moment`, at which a prompt may reach a person in `zone`; UTC.

    `delivered` are the moments at which earlier prompts reached the person. Later is never lost: a full month, a
    holiday or a weekly digest moves the moment, it does not remove it.
    """
    free = _quota_free_at(delivered, policy=policy)
    return next_open(
        max(moment, free or moment),
        zone=zone,
        allowed=AskingDays.of(wishes, zone=zone, weekdays=policy.weekdays).allow,
        hours=policy.hours,
        quiet=QuietHours(wishes.quiet_from, wishes.quiet_until),
    )


def _quota_free_at(delivered: Sequence[datetime], *, policy: PromptPolicy) -> datetime | None:
    latest = sorted(delivered)[-policy.most :]
    return latest[0] + policy.per if len(latest) == policy.most else None
