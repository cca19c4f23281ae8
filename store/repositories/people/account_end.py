"""What ends together with an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import literal, select, true, update

from store.access.readable import is_standing
from store.database.columns import Utc
from store.database.upserts import insert_missing
from store.tables import consent_withdrawals, consents, devices, sessions, sign_in_links

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def end_everything_of(connection: Connection, account_id: str, *, now: datetime, by: str | None) -> None:
    """End the sessions, unused links, devices and live consents of an account."""
    for table, column, owner in (
        (sessions, sessions.c.ended_at, sessions.c.account_id),
        (sign_in_links, sign_in_links.c.used_at, sign_in_links.c.account_id),
        (devices, devices.c.revoked_at, devices.c.person_id),
    ):
        connection.execute(update(table).where(owner == account_id, column.is_(None)).values({column: now}))
    withdraw_all(connection, account_id, now=now, by=by)


def withdraw_all(
    connection: Connection, person_id: str, *, now: datetime, by: str | None, grantee_id: str | None = None
) -> None:
    """Withdraw every consent of a person that may still be used, or only those that name one nurse.

    One that a clock which ran ahead has dated later than now is among them, and one that somebody else takes back at
    this very moment is no reason to fail.
    """
    named = true() if grantee_id is None else consents.c.grantee_id == grantee_id
    standing = select(consents.c.id, consents.c.person_id, literal(now, Utc()), literal(by)).where(
        consents.c.person_id == person_id, named, is_standing(now=now)
    )
    insert_missing(connection, consent_withdrawals, ["consent_id", "person_id", "at", "by"], standing)
