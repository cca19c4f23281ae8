"""Everything of a person as values, for that person to take along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from store.errors import NotHere
from store.models.trust import AuditKind
from store.subjects import Employee

if TYPE_CHECKING:
    from hrv import DailyValue, Window
    from store.models import (
        AccessEvent,
        Account,
        AuditEvent,
        BreathingSession,
        Case,
        CaseStep,
        Consent,
        DayTags,
        Device,
        Flip,
        PlanItem,
        Profile,
        Prompt,
        PromptWishes,
        Recording,
        SelfRating,
        Source,
        StoredBlock,
        StoredLight,
        Writing,
    )
    from store.record import Record

FOREVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))
BLOCKS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class WholeCase:
    """A case with its steps and its plan."""

    case: Case
    steps: tuple[CaseStep, ...]
    plan: tuple[PlanItem, ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """All that the record holds about one person."""

    account: Account
    devices: tuple[Device, ...]
    sources: tuple[Source, ...]
    recordings: tuple[Recording, ...]
    beats: tuple[StoredBlock, ...]
    windows: tuple[Window, ...]
    days: tuple[DailyValue, ...]
    light: StoredLight | None
    flips: tuple[Flip, ...]
    prompts: tuple[Prompt, ...]
    wishes: PromptWishes | None
    ratings: tuple[SelfRating, ...]
    tags: tuple[DayTags, ...]
    profile: Profile | None
    breathing: tuple[BreathingSession, ...]
    writings: tuple[Writing, ...]
    consents: tuple[Consent, ...]
    cases: tuple[WholeCase, ...]
    looks: tuple[AccessEvent, ...]
    audit: tuple[AuditEvent, ...]


def everything_of(record: Record, person_id: str) -> Everything:
    """All that the record holds about the subject; raises NotHere for anybody else. Needs a writing transaction."""
    account = record.accounts.get(person_id)
    if record.subject != Employee(person_id) or account is None:
        raise NotHere
    record.audit.record(AuditKind.EXPORTED, person_id=person_id)
    first, last = FOREVER
    return Everything(
        account=account,
        devices=record.devices.list(person_id),
        sources=record.beats.sources(person_id),
        recordings=record.recordings.list(person_id),
        beats=_all_blocks(record, person_id),
        windows=record.windows.list(person_id, start=first, end=last),
        days=record.days.list(person_id),
        light=record.lights.current(person_id),
        flips=record.lights.flips(person_id),
        prompts=record.prompts.list(person_id, undelivered_too=True),
        wishes=record.wishes.of(person_id),
        ratings=record.ratings.list(person_id),
        tags=record.tags.list(person_id),
        profile=record.profiles.of(person_id),
        breathing=record.breathing.list(person_id),
        writings=record.writings.list(person_id),
        consents=record.consents.ledger(person_id),
        cases=tuple(_whole(record, case) for case in record.cases.of_person(person_id)),
        looks=record.audit.reads_of(person_id),
        audit=record.audit.of_person(person_id),
    )


def _all_blocks(record: Record, person_id: str) -> tuple[StoredBlock, ...]:
    blocks: list[StoredBlock] = []
    while more := record.beats.read_after(person_id, cursor=blocks[-1].cursor if blocks else 0, limit=BLOCKS_AT_ONCE):
        blocks.extend(more)
    return tuple(blocks)


def _whole(record: Record, case: Case) -> WholeCase:
    return WholeCase(case, record.cases.steps(case.id), record.cases.items(case.id))
