"""The ways in: one-time links and sessions, each known by the keyed hash of a token that is shown once."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, false, select, update

from store.errors import SignedInBefore
from store.models.people import Link, Session, SessionWithToken, SignIn
from store.models.trust import AuditKind
from store.repositories.base import Repository, new_id, read_as, require
from store.subjects import Anonymous, Engine, Operator, account_id_of
from store.tables import accounts, audit_events, sessions, sign_in_links

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Update

    from store.repositories.base import AnyRow, AnySelect

TOKEN_BYTES = 32
LINK = "sign-in link"
SESSION = "session"
SESSION_FIELDS = (
    sessions.c.id,
    sessions.c.account_id,
    accounts.c.role,
    sessions.c.opened_at,
    sessions.c.last_seen_at,
    sessions.c.idle_expires_at,
    sessions.c.expires_at,
)


class SignIns(Repository):
    """A token is its own proof: whoever holds it may use or end it; lists are for the holder of the account."""

    def create_link(self, account_id: str, *, lifetime: timedelta) -> Link:
        """A link that opens one session, once, within its lifetime.

        The operator hands it to somebody new; raises SignedInBefore once anybody has signed in, because whoever can
        make a way into an account can read what is in it.
        """
        require(self._is(Operator, Engine) and self._open_account(account_id) is not None)
        if isinstance(self._subject, Operator) and self._was_signed_in(account_id):
            raise SignedInBefore
        link = Link(token=secrets.token_urlsafe(TOKEN_BYTES), expires_at=self._now + lifetime)
        values = {
            "id": new_id(),
            "token_hash": self._vault.token_hash(LINK, link.token),
            "account_id": account_id,
            "created_at": self._now,
            "expires_at": link.expires_at,
        }
        self._insert_once(sign_in_links, values)
        self._trail.record(AuditKind.LINK_CREATED, person_id=account_id)
        return link

    def use_link(self, token: str) -> SignIn | None:
        """Use up a link: the account it opens, or None when it is unknown, used or too old.

        Every other link, every session and the password of the account end with it: it is for who lost the way in, and
        whoever was there before is out.
        """
        token_hash = self._vault.token_hash(LINK, token)
        claimed = self._all(
            self._claim_links(token_hash).returning(sign_in_links.c.account_id, sign_in_links.c.token_hash)
        )
        account_id = next((row.account_id for row in claimed if row.token_hash == token_hash), None)
        row = self._open_account(account_id)
        if row is None:
            return None
        self._end(sessions.c.account_id == account_id)
        self._connection.execute(update(accounts).where(accounts.c.id == account_id).values(password_hash=None))
        return read_as(SignIn, row)

    def open_session(self, account_id: str, *, idle: timedelta, absolute: timedelta) -> SessionWithToken:
        """Open a session after a password or a link was right; it ends after `idle` unseen or after `absolute`."""
        require(isinstance(self._subject, Anonymous) or self._is_account(account_id))
        account = self._open_account(account_id)
        require(account is not None)
        is_first = not self._was_signed_in(account_id)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        values = self._new_session(account_id, idle=idle, absolute=absolute)
        self._insert_once(sessions, {**values, "token_hash": self._vault.token_hash(SESSION, token)})
        self._trail.record(AuditKind.SIGNED_IN, person_id=account_id)
        row = self._connection.execute(self._sessions().where(sessions.c.id == values["id"])).one()
        return SessionWithToken(token=token, session=read_as(Session, row), is_first=is_first)

    def read_session(self, token: str) -> Session | None:
        """The live session of a token; reading does not prolong it, `touch` does."""
        row = self._one(self._sessions().where(self._is_token(token), self._is_live()))
        return None if row is None else read_as(Session, row)

    def touch(self, token: str) -> bool:
        """Begin the idle time of a live session anew, never beyond its end; once a minute is often enough."""
        statement = select(sessions.c.id, sessions.c.idle_s, sessions.c.expires_at)
        row = self._one(statement.where(self._is_token(token), self._is_live()))
        if row is None:
            return False
        until = min(self._now + timedelta(seconds=row.idle_s), row.expires_at)
        seen = update(sessions).where(sessions.c.id == row.id, sessions.c.ended_at.is_(None))
        return self._changed(seen.values(last_seen_at=self._now, idle_expires_at=until))

    def end_session(self, token: str) -> bool:
        """Sign out the browser that holds the token."""
        return self._end(self._is_token(token)) > 0

    def end(self, session_id: str) -> bool:
        """Sign out one of the subject's own browsers, from the list."""
        return self._end(sessions.c.id == session_id, self._is_mine()) > 0

    def end_all(self, account_id: str, *, except_session_id: str | None = None) -> int:
        """Sign out every browser of an account, perhaps except the one at hand; says how many."""
        require(self._is_account(account_id) or self._is(Operator, Engine))
        return self._end(sessions.c.account_id == account_id, sessions.c.id != (except_session_id or ""))

    def mine(self) -> tuple[Session, ...]:
        """The live sessions of the subject's own account, newest first."""
        statement = self._sessions().where(self._is_mine(), self._is_live())
        newest_first = statement.order_by(sessions.c.opened_at.desc(), sessions.c.id)
        return tuple(read_as(Session, row) for row in self._all(newest_first))

    def refused(self, account_id: str | None) -> None:
        """Put a sign-in that was refused into the audit."""
        self._trail.record(AuditKind.SIGN_IN_REFUSED, person_id=account_id)

    def _sessions(self) -> AnySelect:
        return select(*SESSION_FIELDS).join(accounts, accounts.c.id == sessions.c.account_id)

    def _is_token(self, token: str) -> ColumnElement[bool]:
        return sessions.c.token_hash == self._vault.token_hash(SESSION, token)

    def _is_live(self) -> ColumnElement[bool]:
        return (
            sessions.c.ended_at.is_(None)
            & (sessions.c.idle_expires_at > self._now)
            & (sessions.c.expires_at > self._now)
        )

    def _is_mine(self) -> ColumnElement[bool]:
        own = account_id_of(self._subject)
        return false() if own is None else sessions.c.account_id == own

    def _open_account(self, account_id: str | None) -> AnyRow | None:
        fields = (accounts.c.id.label("account_id"), accounts.c.role, accounts.c.password_hash)
        return self._one(select(*fields).where(accounts.c.id == account_id, accounts.c.closed_at.is_(None)))

    def _was_signed_in(self, account_id: str) -> bool:
        """By the audit, which keeps it when sessions are long gone."""
        signed_in = (audit_events.c.person_id == account_id) & (audit_events.c.kind == AuditKind.SIGNED_IN)
        return bool(self._connection.scalar(select(exists().where(signed_in))))

    def _claim_links(self, token_hash: str) -> Update:
        """Use up all links of the account that this one opens, while this one lives; one claimer gets them all."""
        held = sign_in_links.alias("held")
        owner = select(held.c.account_id).where(
            held.c.token_hash == token_hash, held.c.used_at.is_(None), held.c.expires_at > self._now
        )
        unused = (sign_in_links.c.account_id == owner.scalar_subquery()) & sign_in_links.c.used_at.is_(None)
        return update(sign_in_links).where(unused).values(used_at=self._now)

    def _new_session(self, account_id: str, *, idle: timedelta, absolute: timedelta) -> dict[str, Any]:
        return {
            "id": new_id(),
            "account_id": account_id,
            "opened_at": self._now,
            "last_seen_at": self._now,
            "idle_s": int(idle.total_seconds()),
            "idle_expires_at": self._now + min(idle, absolute),
            "expires_at": self._now + absolute,
        }

    def _end(self, *which: ColumnElement[bool]) -> int:
        ended = self._all(
            update(sessions)
            .where(*which, sessions.c.ended_at.is_(None))
            .values(ended_at=self._now)
            .returning(sessions.c.account_id)
        )
        for row in ended:
            self._trail.record(AuditKind.SIGNED_OUT, person_id=row.account_id)
        return len(ended)
