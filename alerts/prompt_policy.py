"""When a change of the light becomes a prompt, and at which hour it may reach the person. Pure: no clock, no record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hrv import Colour

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

_DAY: Final = timedelta(days=1)
_WEIGHT: Final[Mapping[Colour, int]] = MappingProxyType({Colour.GREEN: 0, Colour.YELLOW: 1, Colour.RED: 2})


class PromptKind(StrEnum):
    """What a prompt is about."""

    BELOW = "below"
    """Clearly and lastingly below the usual range: what can be done?"""

    BACK = "back"
    """Within the usual range again, after a prompt that said otherwise."""


@dataclass(frozen=True, slots=True)
class PromptPolicy:
    """How often and when the person may be asked; local hours from `opens_at` up to, not including, `shuts_at`."""

    opens_at: time = time(9)
    shuts_at: time = time(17)
    weekdays: frozenset[int] = frozenset(range(5))
    """Monday is 0."""

    most: int = 4
    """At most this many prompts within any `per`."""

    per: timedelta = timedelta(days=30)
    longest_snooze: timedelta = timedelta(days=30)

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise ValueError("Choose at least one weekday, numbered 0 (Monday) to 6 (Sunday).")
        if self.opens_at >= self.shuts_at:
            raise ValueError("The hour at which prompts begin must lie before the hour at which they end.")
        if self.most < 1 or self.per <= timedelta(0):
            raise ValueError("Allow at least one prompt within a period longer than nothing.")


POLICY: Final = PromptPolicy()


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
    snoozed_until: datetime | None = None,
    policy: PromptPolicy = POLICY,
) -> datetime:
    """The earliest moment, not before `moment`, at which a prompt may reach a person in `zone`; UTC.

    Later is never lost: a full month or a snooze moves the moment, it does not remove it.
    """
    earliest = max(moment, _quota_free_at(delivered, policy=policy) or moment, snoozed_until or moment)
    return _open_hour(earliest, zone=zone, policy=policy)


def _quota_free_at(delivered: Sequence[datetime], *, policy: PromptPolicy) -> datetime | None:
    latest = sorted(delivered)[-policy.most :]
    return latest[0] + policy.per if len(latest) == policy.most else None


def _open_hour(earliest: datetime, *, zone: ZoneInfo, policy: PromptPolicy) -> datetime:
    day = earliest.astimezone(zone).date()
    while True:
        opens, shuts = (_instant(day, hour, zone=zone) for hour in (policy.opens_at, policy.shuts_at))
        first = max(earliest, opens)
        if day.weekday() in policy.weekdays and first < shuts:
            return first
        day += _DAY


def _instant(day: date, hour: time, *, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)
