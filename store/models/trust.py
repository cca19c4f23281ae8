"""Consents, the audit, and what an operator may count."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from store.subjects import Role


class Purpose(StrEnum):
    """What a consent is for; one row is one purpose."""

    STORE = "store"  # beats may be stored and computed on
    TREND = "trend"  # a nurse may see what the scope names
    CASE = "case"  # a nurse may see the conversation the person asked for
    WRITTEN = "written"  # a nurse may see one piece that the person wrote in an exercise


class Scope(IntFlag):
    """Which parts a TREND consent shares."""

    NOTHING = 0
    LIGHT = 1  # the light and its flips
    DAYS = 2  # daily values
    RATINGS = 4  # the person's own ratings
    NOTES = 8  # the tags that the person noted on days, and what they explain
    TREND = LIGHT | DAYS


@dataclass(frozen=True, slots=True)
class ConsentText:
    """Exactly what the person read when agreeing."""

    version: str
    digest: str
    language: str


@dataclass(frozen=True, slots=True)
class Consent:
    """One line of the ledger: given once, perhaps withdrawn once, never changed."""

    id: str
    person_id: str
    purpose: Purpose
    grantee_id: str | None
    scope: Scope
    text: ConsentText
    given_at: datetime
    until: datetime | None
    withdrawn_at: datetime | None
    withdrawn_by: str | None

    def is_live(self, now: datetime) -> bool:
        """It was not withdrawn and has not run out."""
        return self.withdrawn_at is None and (self.until is None or now < self.until)


class AuditKind(StrEnum):
    """What can stand in the audit."""

    ACCOUNT_CREATED = "account_created"
    ACCOUNT_CLOSED = "account_closed"
    PREFERENCES_SET = "preferences_set"
    PASSWORD_SET = "password_set"  # noqa: S105 - the name of an event
    LINK_CREATED = "link_created"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGN_IN_REFUSED = "sign_in_refused"
    DEVICE_PAIRED = "device_paired"
    DEVICE_REVOKED = "device_revoked"
    BOX_CHANGED = "box_changed"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CASE_OPENED = "case_opened"
    CASE_MOVED = "case_moved"
    PLAN_CHANGED = "plan_changed"
    READ = "read"  # a human other than the person saw something of theirs
    IMPORTED = "imported"
    EXPORTED = "exported"
    ERASED = "erased"
    PURGED = "purged"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One link of the chain: ids and words, never health data."""

    position: int
    at: datetime
    kind: AuditKind
    actor_role: str
    actor_id: str | None
    person_id: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class AccessEvent:
    """A look by another human at something of a person's, as that person reads it.

    Attributes:
        reader_name: empty when the reader's account is closed.
    """

    at: datetime
    reader_id: str
    reader_name: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChainReport:
    """Whether the audit is whole: how many events, its last hash, and the first position that does not fit."""

    n_events: int
    head: str
    broken_at: int | None


@dataclass(frozen=True, slots=True)
class ServiceCounts:
    """How the service is doing, in numbers that say nothing about anybody."""

    accounts: dict[Role, int]
    active_devices: int
    due_analyses: int
    due_evaluations: int
    due_prompts: int
    oldest_due_at: datetime | None
