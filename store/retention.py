"""How long each kind of data is kept: one line for every table, and the one function that deletes what is too old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, select

from store.errors import NotHere
from store.models.trust import AuditKind
from store.subjects import Engine
from store.tables import (
    accounts,
    audit_events,
    beat_blocks,
    boxes,
    breathing_sessions,
    case_steps,
    cases,
    consent_withdrawals,
    consents,
    daily_values,
    data_keys,
    day_tags,
    devices,
    flips,
    lights,
    metadata,
    pairing_codes,
    plan_items,
    profiles,
    prompt_wishes,
    prompts,
    recordings,
    self_ratings,
    sessions,
    sign_in_links,
    sources,
    tombstones,
    windows,
    writings,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Column, ColumnElement, Table

    from store.record import Record

WEEK = timedelta(days=7)
MONTH = timedelta(days=30)
HALF_A_YEAR = timedelta(days=183)
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Limit:
    """How long rows are kept, counted from a moment in the row, or in the case it is part of."""

    keep: timedelta
    since: Column[datetime]


@dataclass(frozen=True, slots=True)
class Retention:
    """What a table holds and why; without a limit it is kept until the person is erased, and longer if it says so."""

    table: Table[Any]
    what: str
    why: str
    limit: Limit | None = None
    outlives_erasure: bool = False


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows of a table were too old."""

    table: str
    n_rows: int


WITH_ITS_CASE = Limit(5 * YEAR, cases.c.closed_at)
RETENTION = (
    Retention(beat_blocks, "beats", "to compute anew, and to take along", Limit(HALF_A_YEAR, beat_blocks.c.ended_at)),
    Retention(windows, "windows", "to explain a daily value", Limit(2 * YEAR, windows.c.ended_at)),
    Retention(recordings, "recordings", "to say what was measured", Limit(2 * YEAR, recordings.c.started_at)),
    Retention(sources, "runs of devices", "to keep a repeated block out", Limit(2 * YEAR, sources.c.opened_at)),
    Retention(daily_values, "daily values", "the person's own long trend"),
    Retention(lights, "the light that stands", "there is one for each person"),
    Retention(flips, "changes of the light", "to say since when", Limit(3 * YEAR, flips.c.flipped_at)),
    Retention(prompts, "prompts and answers", "to keep prompts rare", Limit(3 * YEAR, prompts.c.created_at)),
    Retention(prompt_wishes, "when to ask", "to ask only then"),
    Retention(self_ratings, "own ratings", "the person's diary"),
    Retention(day_tags, "notes about days", "to explain daily values"),
    Retention(writings, "what was written in exercises", "the person's own; they delete each piece themselves"),
    Retention(profiles, "age band and sex, where given", "to begin a usual range"),
    Retention(breathing_sessions, "breathing sessions", "to look back on them"),
    Retention(cases, "conversations", "to follow up", WITH_ITS_CASE),
    Retention(case_steps, "steps of conversations", "part of the conversation", WITH_ITS_CASE),
    Retention(plan_items, "plans", "part of the conversation", WITH_ITS_CASE),
    Retention(consents, "consents", "proof of what was agreed"),
    Retention(consent_withdrawals, "withdrawals", "proof of what was taken back"),
    Retention(accounts, "accounts", "to sign in"),
    Retention(data_keys, "keys", "to open what is sealed"),
    Retention(sessions, "sign-ins", "to notice a foreign one", Limit(MONTH, sessions.c.expires_at)),
    Retention(sign_in_links, "sign-in links", "to refuse a second use", Limit(WEEK, sign_in_links.c.expires_at)),
    Retention(pairing_codes, "pairing codes", "to refuse a second use", Limit(WEEK, pairing_codes.c.expires_at)),
    Retention(devices, "devices taken away", "to say what sent what", Limit(2 * YEAR, devices.c.revoked_at)),
    Retention(boxes, "where boxes stand", "to find them; nothing of anybody", outlives_erasure=True),
    Retention(audit_events, "the audit", "a chain without holes; ids and words only", outlives_erasure=True),
    Retention(
        tombstones, "ids of erased people", "to erase them again after a backup was restored", outlives_erasure=True
    ),
)


def purge(record: Record) -> tuple[Purged, ...]:
    """Delete what is older than its time, children first; what a kept row refers to stays. For the program."""
    if not isinstance(record.subject, Engine):
        raise NotHere
    order = {table.name: place for place, table in enumerate(metadata.sorted_tables)}
    children_first = sorted(RETENTION, key=lambda line: order[line.table.name], reverse=True)
    limited = ((line.table, line.limit) for line in children_first if line.limit is not None)
    purged = tuple(_purge(record, table, limit) for table, limit in limited)
    for one in purged:
        if one.n_rows:
            record.audit.record(AuditKind.PURGED, person_id=None, detail=f"{one.table}={one.n_rows}")
    return purged


def _purge(record: Record, table: Table[Any], limit: Limit) -> Purged:
    statement = delete(table).where(_is_too_old(table, limit, record.now), *_is_unreferenced(table))
    return Purged(table.name, record.context.connection.execute(statement).rowcount)


def _is_too_old(table: Table[Any], limit: Limit, now: datetime) -> ColumnElement[bool]:
    before = limit.since < now - limit.keep
    if limit.since.table is table:
        return before
    of_old_cases: ColumnElement[bool] = table.c.case_id.in_(select(cases.c.id).where(before))
    return of_old_cases


def _is_unreferenced(table: Table[Any]) -> list[ColumnElement[bool]]:
    """No row that is kept refers to this one."""
    return [
        ~exists().where(key.parent == key.column)
        for child in metadata.sorted_tables
        for key in child.foreign_keys
        if key.column.table is table
    ]
