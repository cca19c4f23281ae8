"""Gateways and browsers that may add beats for one person."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import exists, select, update

from store.models.people import Device, DeviceWithToken
from store.models.trust import AuditKind
from store.readable import Readers
from store.repositories.base import Repository, new_id, read_as, require
from store.subjects import Engine, Operator, Role
from store.tables import accounts, devices

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

TOKEN_BYTES = 32
DEVICE = "device"


class Devices(Repository):
    """The person and the operator pair, list and revoke; a device itself only shows its token."""

    readers = Readers(operator=True, engine=True)

    def pair(self, person_id: str, *, name: str) -> DeviceWithToken:
        """Let a device add beats for a person; the token is shown this once."""
        require(self._may_change(person_id) and self._is_open_person(person_id))
        token = secrets.token_urlsafe(TOKEN_BYTES)
        device = Device(
            id=new_id(), person_id=person_id, name=name, paired_at=self._now, last_seen_at=None, revoked_at=None
        )
        values = {"id": device.id, "person_id": person_id, "name": name, "paired_at": self._now}
        self._insert_once(devices, {**values, "token_hash": self._vault.token_hash(DEVICE, token)})
        self._trail.record(AuditKind.DEVICE_PAIRED, person_id=person_id, detail=device.id)
        return DeviceWithToken(token=token, device=device)

    def by_token(self, token: str) -> Device | None:
        """The device that holds this token, unless it was revoked; the token is its own proof."""
        statement = select(devices).where(
            devices.c.token_hash == self._vault.token_hash(DEVICE, token), devices.c.revoked_at.is_(None)
        )
        row = self._one(statement)
        return None if row is None else read_as(Device, row)

    def list(self, person_id: str) -> tuple[Device, ...]:
        """A person's devices, revoked ones too, in the order of pairing."""
        statement = select(devices).where(devices.c.person_id == person_id, self._readable(devices.c.person_id))
        return tuple(read_as(Device, row) for row in self._all(statement.order_by(devices.c.paired_at, devices.c.id)))

    def revoke(self, device_id: str) -> bool:
        """Take the right to add beats away, from the next request on; False when there was none."""
        statement = update(devices).where(
            devices.c.id == device_id, devices.c.revoked_at.is_(None), self._readable(devices.c.person_id)
        )
        row = self._one(statement.values(revoked_at=self._now).returning(devices.c.person_id))
        if row is None:
            return False
        self._trail.record(AuditKind.DEVICE_REVOKED, person_id=row.person_id, detail=device_id)
        return True

    def _may_change(self, person_id: str) -> bool:
        return self._is_person(person_id) or self._is(Operator, Engine)

    def _is_open_person(self, person_id: str) -> bool:
        person: ColumnElement[bool] = exists().where(
            accounts.c.id == person_id, accounts.c.role == Role.EMPLOYEE, accounts.c.closed_at.is_(None)
        )
        return bool(self._connection.scalar(select(person)))
