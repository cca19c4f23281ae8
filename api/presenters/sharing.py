"""What a person shares, with whom and until when; what they ever agreed to; and who looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pydantic import Field

from api.presenters.view import View
from api.sender_clock import worth_telling
from messages import Message, define
from messages.message import N_
from store.models import Purpose, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from store.models import AccessEvent, Consent, Device

FORMER_NURSE: Final = define("sharing.former_nurse", "a nurse whose account is closed")

_SEES: Final[Mapping[Purpose, str]] = MappingProxyType(
    {
        Purpose.CASE: N_("Sees that you asked to talk, and what you two write down in the conversation."),
        Purpose.TREND: N_("Sees your light, since when, and your daily values with your usual range."),
        Purpose.WRITTEN: N_("Sees one thing that you wrote and chose to show."),
    }
)
_SEES_AS_WELL: Final[Mapping[Scope, str]] = MappingProxyType(
    {
        Scope.RATINGS: N_(
            "Sees your light, since when, your daily values with your usual range, and your own ratings."
        ),
        Scope.NOTES: N_(
            "Sees your light, since when, your daily values with your usual range, and what you note about your days."
        ),
        Scope.RATINGS | Scope.NOTES: N_(
            "Sees your light, since when, your daily values and usual range, your own ratings, and your notes "
            "about days."
        ),
    }
)
_STOP: Final[Mapping[Purpose, str]] = MappingProxyType(
    {
        Purpose.CASE: N_("Stop the conversation"),
        Purpose.TREND: N_("Stop showing the trend"),
        Purpose.WRITTEN: N_("Stop showing it"),
    }
)
_LEDGER: Final[Mapping[Purpose, str]] = MappingProxyType(
    {
        Purpose.STORE: N_("Measure and save"),
        Purpose.CASE: N_("Have a conversation"),
        Purpose.TREND: N_("Show the trend"),
        Purpose.WRITTEN: N_("Show one thing I wrote"),
    }
)
_LOOKED_AT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "light": N_("your light"),
        "days": N_("your daily values"),
        "ratings": N_("your own ratings"),
        "notes": N_("what you noted about your days"),
        "case": N_("your conversation"),
        "plan": N_("your plan"),
        "writing": N_("something you wrote and chose to show"),
        "name": N_("your name in their list"),
    }
)


@dataclass(frozen=True, slots=True)
class SharedThing:
    """Something a nurse can see now, up to and including the day `until`; None means as long as the talk goes on."""

    id: str
    purpose: Purpose
    nurse: str | Message
    sees: str
    stop: str
    given_at: datetime
    until: date | None


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One thing that was agreed to, and how it ended if it did."""

    what: str
    nurse: str | Message
    given_at: datetime
    withdrawn_at: datetime | None
    ran_out_at: datetime | None


class Look(View):
    """A look by another human at something of the person's."""

    at: datetime
    reader_id: str
    reader_name: str = Field(description="Empty when the account is closed.")
    what: tuple[str, ...]

    @property
    def reader(self) -> str | Message:
        """Who looked, said to the person."""
        return self.reader_name or FORMER_NURSE()

    @property
    def in_words(self) -> tuple[str, ...]:
        """What was looked at, said to the person."""
        return tuple(_LOOKED_AT.get(what, what) for what in self.what)


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device, and how far its clock is off where that is worth telling: positive where it is behind."""

    id: str
    name: str
    paired_at: datetime
    last_seen_at: datetime | None
    revoked_at: datetime | None
    clock_off: timedelta | None


@dataclass(frozen=True, slots=True)
class SharingView:
    """Everything on the page *Sharing*."""

    shares: tuple[SharedThing, ...]
    store_consent: Consent | None
    ledger: tuple[LedgerLine, ...]
    looks: tuple[Look, ...]
    devices: tuple[DeviceLine, ...]


def last_day(until: datetime, *, zone: ZoneInfo) -> date:
    """The last of the person's own days on which something that ends at `until` can still be seen."""
    return (until.astimezone(zone) - timedelta(microseconds=1)).date()


def shares(
    ledger: Iterable[Consent], *, nurses: Mapping[str, str], now: datetime, zone: ZoneInfo
) -> tuple[SharedThing, ...]:
    """What nurses can see now, the newest yes first."""
    live = [consent for consent in ledger if consent.purpose in _SEES and consent.is_live(now)]
    return tuple(_share(consent, nurses, zone) for consent in sorted(live, key=lambda c: c.given_at, reverse=True))


def ledger_lines(ledger: Iterable[Consent], *, nurses: Mapping[str, str], now: datetime) -> tuple[LedgerLine, ...]:
    """Every yes and how it ended, newest first."""
    newest_first = sorted(ledger, key=lambda consent: consent.given_at, reverse=True)
    return tuple(_ledger_line(consent, nurses, now) for consent in newest_first)


def device_lines(devices: Iterable[Device]) -> tuple[DeviceLine, ...]:
    """The devices in their order; the clock of one that was removed is nobody's trouble any more."""
    return tuple(
        DeviceLine(
            id=device.id,
            name=device.name,
            paired_at=device.paired_at,
            last_seen_at=device.last_seen_at,
            revoked_at=device.revoked_at,
            clock_off=None if device.revoked_at else worth_telling(device.clock_offset_s),
        )
        for device in devices
    )


def newest_looks(events: Iterable[AccessEvent]) -> tuple[Look, ...]:
    """Who looked at what, newest first."""
    newest_first = sorted(events, key=lambda event: event.at, reverse=True)
    return tuple(Look.model_validate(event) for event in newest_first)


def _share(consent: Consent, nurses: Mapping[str, str], zone: ZoneInfo) -> SharedThing:
    return SharedThing(
        id=consent.id,
        purpose=consent.purpose,
        nurse=nurses.get(consent.grantee_id or "") or FORMER_NURSE(),
        sees=_SEES_AS_WELL.get(consent.scope & ~Scope.TREND, _SEES[consent.purpose]),
        stop=_STOP[consent.purpose],
        given_at=consent.given_at,
        until=None if consent.until is None else last_day(consent.until, zone=zone),
    )


def _ledger_line(consent: Consent, nurses: Mapping[str, str], now: datetime) -> LedgerLine:
    ran_out = consent.until is not None and consent.until <= now
    return LedgerLine(
        what=_LEDGER[consent.purpose],
        nurse="" if consent.grantee_id is None else nurses.get(consent.grantee_id) or FORMER_NURSE(),
        given_at=consent.given_at,
        withdrawn_at=consent.withdrawn_at,
        ran_out_at=consent.until if ran_out and consent.withdrawn_at is None else None,
    )
