"""Four months at the demo's workplace, lived through the product's own doors, from consents to answers."""

from __future__ import annotations

import heapq
import itertools
import math
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from alerts.care.consent_text import agreed
from alerts.schedule.tick import tick
from cli.demo.conversation import DemoConversation
from cli.demo.workplace import CHECK_S, HISTORY_DAYS, RECOVERY_DAYS, TIME_ZONE, WEARERS, Story, email_of, sittings
from store.models import Purpose, RecordingKind
from store.subjects import Device, Employee, Engine, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from alerts.pipeline.compute import Compute
    from cli.demo.workplace import DemoSitting, Wearer
    from store import Store
    from store.models import Account

BLOCK_S: Final = CHECK_S / 3
NURSE: Final = "Karin Sand"
OPERATOR: Final = "Per Teknik"
TICKS: Final = (time(10, 0), time(20, 30))
"""When the past clock ticks: inside the hours at which prompts are allowed, and in the evening."""


@dataclass(frozen=True, slots=True)
class Member:
    """One wearer and the account they got on their first day."""

    wearer: Wearer
    account: Account

    @property
    def person(self) -> Employee:
        """The subject that this wearer acts as."""
        return Employee(self.account.id)


@dataclass(frozen=True, slots=True)
class Workplace:
    """Everybody at the demo's workplace."""

    members: tuple[Member, ...]
    nurse: Account
    operator: Account

    def one(self, story: Story) -> Member:
        """The first member with this story."""
        return next(member for member in self.members if member.wearer.story is story)


def open_workplace(store: Store, *, now: datetime) -> Workplace:
    """Accounts, consents and straps, as they were on the first day."""
    first_day = now - timedelta(days=HISTORY_DAYS)
    with store.begin(Engine(), now=first_day) as record:
        open_account = partial(record.accounts.create, time_zone=TIME_ZONE)
        nurse = open_account(role=Role.NURSE, name=NURSE, email=email_of(NURSE))
        operator = open_account(role=Role.OPERATOR, name=OPERATOR, email=email_of(OPERATOR))
        members = tuple(
            Member(wearer, open_account(role=Role.EMPLOYEE, name=wearer.name, email=wearer.email)) for wearer in WEARERS
        )
    for member in members:
        with store.begin(member.person, now=first_day) as record:
            record.consents.give(member.account.id, purpose=Purpose.STORE, text=agreed(Purpose.STORE))
    return Workplace(members, nurse, operator)


def find_workplace(store: Store, *, now: datetime) -> Workplace | None:
    """The workplace that an earlier demo left in this record, if one did."""
    with store.reading(Engine(), now=now) as record:
        by_email = {account.email: account for account in record.accounts.everyone()}
    try:
        members = tuple(Member(wearer, by_email[wearer.email]) for wearer in WEARERS)
        return Workplace(members, by_email[email_of(NURSE)], by_email[email_of(OPERATOR)])
    except KeyError:
        return None


def live_through(
    store: Store, workplace: Workplace, *, now: datetime, compute: Compute, say: Callable[[float], None]
) -> None:
    """Let the months pass, oldest day first; `say` hears which share of them has passed."""
    last = now.astimezone(ZoneInfo(TIME_ZONE)).date() - timedelta(days=1)
    checks = heapq.merge(
        *(_checks_of(store, member, until=last) for member in workplace.members), key=lambda check: check[0].began
    )
    conversation = _conversation(store, workplace, now=now)
    pending = next(checks, None)
    for number, moment in enumerate(_ticks(last)):
        while pending is not None and pending[0].began < moment:
            _hand_in(store, *pending)
            pending = next(checks, None)
        tick(store, now=moment, compute=compute)
        conversation.go_on(now=moment)
        say((number + 1) / (len(TICKS) * HISTORY_DAYS))


def _conversation(store: Store, workplace: Workplace, *, now: datetime) -> DemoConversation:
    asked_at = now - timedelta(days=RECOVERY_DAYS + 3)
    person = workplace.one(Story.RECOVERED).person
    return DemoConversation(store, person=person, nurse=workplace.nurse, asked_at=asked_at)


def _checks_of(store: Store, member: Member, *, until: date) -> Iterator[tuple[DemoSitting, Device]]:
    """What one member's strap hears, morning by morning, and the device that hands it in."""
    checks = sittings(member.wearer, until=until)
    first = next(checks, None)
    if first is None:
        return
    with store.begin(member.person, now=first.began) as record:
        paired = record.devices.pair(member.account.id, name="Chest strap at my desk").device
    for sitting in itertools.chain((first,), checks):
        yield sitting, Device(paired.id, member.account.id)


def _ticks(last: date) -> Iterator[datetime]:
    zone = ZoneInfo(TIME_ZONE)
    for back in range(HISTORY_DAYS - 1, -1, -1):
        for hour in TICKS:
            yield datetime.combine(last - timedelta(days=back), hour, tzinfo=zone).astimezone(UTC)


def _hand_in(store: Store, sitting: DemoSitting, device: Device) -> None:
    """One check through the door for devices, in blocks as a strap's sender makes them."""
    began_s = sitting.began.timestamp()
    with store.begin(device, now=sitting.began + timedelta(seconds=CHECK_S)) as record:
        source = record.beats.open_source(str(uuid.uuid4()), kind=RecordingKind.CHECK)
        blocks = (
            sitting.series.between(began_s + number * BLOCK_S, began_s + (number + 1) * BLOCK_S)
            for number in range(math.ceil(CHECK_S / BLOCK_S))
        )
        record.beats.append_all(source.id, enumerate(blocks))
