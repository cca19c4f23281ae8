"""Accounts: who there is, in what language, and in whose time."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, false, or_, select, true, update

from store import texts
from store.access.readable import Share, shared_with
from store.errors import Taken
from store.models.people import Account, NurseName, SignIn
from store.models.trust import AuditKind, Purpose
from store.repositories.base import Repository, new_id, read_as, require
from store.repositories.people.account_end import end_everything_of
from store.repositories.reevaluation import ask_again
from store.subjects import Anonymous, Employee, Engine, Nurse, Operator, Role, id_of
from store.tables import accounts, lights

if TYPE_CHECKING:
    from collections.abc import Mapping


class Accounts(Repository):
    """Own entry for everybody; all entries, without health data, for the operator."""

    def create(
        self,
        *,
        role: Role,
        name: str,
        email: str,
        language: str = "",
        time_zone: str = "Europe/Copenhagen",
        password_hash: str | None = None,
    ) -> Account:
        """Open an account; an employee gets a key of their own. Raises Taken when the address is in use.

        Without a language it follows the browser until its holder chooses one.
        """
        require(self._is(Operator, Engine))
        account = Account(
            id=new_id(),
            role=role,
            name=name,
            email=plain_email(email),
            language=language,
            time_zone=time_zone,
            created_at=self._now,
            closed_at=None,
        )
        self._write_new(account, password_hash)
        self._trail.record(AuditKind.ACCOUNT_CREATED, person_id=account.id, detail=role)
        return account

    def get(self, account_id: str) -> Account | None:
        """An account, for its holder, the operator or the program."""
        row = self._one(select(accounts).where(accounts.c.id == account_id, self._may_see()))
        return None if row is None else read_as(Account, row)

    def everyone(self, role: Role | None = None) -> tuple[Account, ...]:
        """All open accounts that the subject may see, by name."""
        wanted = true() if role is None else accounts.c.role == role
        statement = select(accounts).where(wanted, accounts.c.closed_at.is_(None), self._may_see())
        return tuple(read_as(Account, row) for row in self._all(statement.order_by(accounts.c.name, accounts.c.id)))

    def by_email(self, email: str) -> SignIn | None:
        """What a sign-in by password compares with; only for somebody who has not signed in yet."""
        if not isinstance(self._subject, Anonymous):
            return None
        statement = select(accounts.c.id.label("account_id"), accounts.c.role, accounts.c.password_hash)
        row = self._one(statement.where(accounts.c.email == plain_email(email), accounts.c.closed_at.is_(None)))
        return None if row is None else read_as(SignIn, row)

    def nurses(self) -> tuple[NurseName, ...]:
        """The nurses an employee can choose from."""
        if not isinstance(self._subject, Employee | Operator | Engine):
            return ()
        statement = select(accounts.c.id, accounts.c.name).where(
            accounts.c.role == Role.NURSE, accounts.c.closed_at.is_(None)
        )
        return tuple(read_as(NurseName, row) for row in self._all(statement.order_by(accounts.c.name, accounts.c.id)))

    def name_of(self, account_id: str) -> str | None:
        """A name, where the subject may know it: own, or that of a person who shares with this nurse."""
        return self._connection.scalar(
            select(accounts.c.name).where(accounts.c.id == account_id, or_(self._may_see(), self._shares_with_me()))
        )

    def set_preferences(self, account_id: str, *, language: str, time_zone: str) -> None:
        """Change in which language and in whose time an account is spoken to; only its holder may."""
        require(self._is_account(account_id))
        self._update_open(account_id, {"language": language, "time_zone": time_zone})
        ask_again(self._connection, account_id, at=self._now)
        self._trail.record(AuditKind.PREFERENCES_SET, person_id=account_id)

    def password_hash(self, account_id: str) -> str | None:
        """The hash that the holder's current password is compared with, before it is changed."""
        if not self._is_account(account_id):
            return None
        return self._connection.scalar(select(accounts.c.password_hash).where(accounts.c.id == account_id))

    def set_password_hash(self, account_id: str, password_hash: str) -> None:
        """Replace the password; its holder or the program may."""
        require(self._is_account(account_id) or self._is(Engine))
        self._update_open(account_id, {"password_hash": password_hash})
        self._trail.record(AuditKind.PASSWORD_SET, person_id=account_id)

    def close(self, account_id: str) -> None:
        """Close an account: its sessions, links, devices and consents end; its rows stay until they are erased."""
        require(self._is_account(account_id) or self._is(Operator, Engine))
        self._update_open(account_id, {"closed_at": self._now})
        end_everything_of(self._connection, account_id, now=self._now, by=id_of(self._subject))
        self._trail.record(AuditKind.ACCOUNT_CLOSED, person_id=account_id)

    def _may_see(self) -> ColumnElement[bool]:
        match self._subject:
            case Operator() | Engine():
                return true()
            case Employee(own) | Nurse(own):
                return accounts.c.id == own
            case _:
                return false()

    def _shares_with_me(self) -> ColumnElement[bool]:
        if not isinstance(self._subject, Nurse):
            return false()
        nurse_id = self._subject.account_id
        return or_(
            *(
                shared_with(nurse_id, Share(purpose), accounts.c.id, now=self._now)
                for purpose in (Purpose.TREND, Purpose.CASE, Purpose.WRITTEN)
            )
        )

    def _update_open(self, account_id: str, values: Mapping[str, Any]) -> None:
        statement = update(accounts).where(accounts.c.id == account_id, accounts.c.closed_at.is_(None)).values(**values)
        require(self._changed(statement))

    def _write_new(self, account: Account, password_hash: str | None) -> None:
        if not self._insert_once(accounts, {**asdict(account), "password_hash": password_hash}):
            raise Taken(texts.ADDRESS_TAKEN(email=account.email))
        if account.role is Role.EMPLOYEE:
            self._vault.create_key(account.id, now=self._now)
            self._insert_once(lights, {"person_id": account.id, "revision": 0})


def plain_email(email: str) -> str:
    """The address as it is compared: without spaces around it, in small letters."""
    return email.strip().casefold()
