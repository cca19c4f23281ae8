"""The audit as it is written: collected during a transaction, chained to what came before just ahead of its commit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, text

from store.models.trust import AuditKind
from store.subjects import id_of
from store.tables import audit_events

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from store.crypto.keys import KeyRing
    from store.subjects import Subject

GENESIS = "0" * 64
CHAIN_LOCK = 0x70756C73726F  # any fixed number: "pulsro" in ASCII


@dataclass(frozen=True, slots=True)
class Happened:
    """An event that waits for its place in the chain."""

    kind: AuditKind
    person_id: str | None
    detail: str


class Trail:
    """Collects events so that the chain is locked last and briefly, and in the same order by everybody."""

    def __init__(self, connection: Connection, keyring: KeyRing, subject: Subject, now: datetime) -> None:
        self._connection = connection
        self._keyring = keyring
        self._subject = subject
        self._now = now
        self._events: list[Happened] = []
        self._seen: dict[str, set[str]] = {}

    def record(self, kind: AuditKind, *, person_id: str | None, detail: str = "") -> None:
        """Remember an event until the commit."""
        self._events.append(Happened(kind, person_id, detail))

    def saw(self, person_id: str, what: str) -> None:
        """Remember that the subject saw something of a person's; one event a transaction and person names all of it."""
        self._seen.setdefault(person_id, set()).add(what)

    def flush(self) -> None:
        """Append everything to the chain; called ahead of the commit, so that a failure takes the change with it."""
        looks = [Happened(AuditKind.READ, person, ",".join(sorted(what))) for person, what in self._seen.items()]
        events, self._events, self._seen = self._events + looks, [], {}
        if events:
            self._append(events)

    def _append(self, events: list[Happened]) -> None:
        position, head = self._locked_head()
        for offset, event in enumerate(events, start=1):
            facts = self._facts(position + offset, event)
            following = link(self._keyring, head, facts)
            self._connection.execute(insert(audit_events).values(**facts, prev_hash=head, hash=following))
            head = following

    def _locked_head(self) -> tuple[int, str]:
        if self._connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
            self._connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CHAIN_LOCK})
        last = select(audit_events.c.position, audit_events.c.hash).order_by(audit_events.c.position.desc()).limit(1)
        row = self._connection.execute(last).one_or_none()
        return (0, GENESIS) if row is None else (row.position, row.hash)

    def _facts(self, position: int, event: Happened) -> dict[str, Any]:
        return {
            "position": position,
            "at": self._now,
            "kind": event.kind,
            "actor_role": type(self._subject).__name__.lower(),
            "actor_id": id_of(self._subject),
            "person_id": event.person_id,
            "detail": event.detail,
        }


def link(keyring: KeyRing, head: str, facts: Mapping[str, Any]) -> str:
    """The hash that follows `head`: keyed, so that nobody without the master key can write another history."""
    body = json.dumps({**facts, "at": facts["at"].astimezone(UTC).isoformat()}, sort_keys=True)
    return keyring.token_hash("audit chain", f"{head}|{body}")
