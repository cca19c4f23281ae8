"""Gateways and browsers that may add beats for one person."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import exists, select, update

from store.access.readable import Readers
from store.models.pairing import CodeState, PairingCode
from store.models.people import Device, DeviceWithToken
from store.models.trust import AuditKind
from store.pairing_codes import fresh_code, plain_code
from store.repositories.base import Repository, new_id, read_as, require
from store.subjects import Device as Sender
from store.subjects import Engine, Operator, Role
from store.tables import accounts, devices, pairing_codes

if TYPE_CHECKING:
    from datetime import timedelta

    from sqlalchemy import ColumnElement

    from store.repositories.base import AnyRow

TOKEN_BYTES = 32
DEVICE = "device"
CODE = "pairing code"
OWN = Readers()


class Devices(Repository):
    """The person and the operator pair, list and revoke; a device itself only shows its token, or a person's code."""

    readers = Readers(operator=True, engine=True)

    def pair(self, person_id: str, *, name: str) -> DeviceWithToken:
        """Let a device add beats for a person; the token is shown this once."""
        require(self._may_change(person_id) and self._is_open_person(person_id))
        return self._add(person_id, name)

    def create_code(self, person_id: str, *, name: str, lifetime: timedelta) -> PairingCode:
        """A code that pairs one device, once, within its lifetime; the person's earlier code ends with it."""
        require(self._is_person(person_id) and self._is_open_person(person_id))
        unused = (pairing_codes.c.person_id == person_id) & pairing_codes.c.used_at.is_(None)
        earlier = unused & (pairing_codes.c.expires_at > self._now)
        self._connection.execute(update(pairing_codes).where(earlier).values(expires_at=self._now))
        made = PairingCode(id=new_id(), code=fresh_code(), expires_at=self._now + lifetime)
        values = {"id": made.id, "person_id": person_id, "name": name, "created_at": self._now}
        hashed = {"code_hash": self._code_hash(made.code), "expires_at": made.expires_at}
        self._insert_once(pairing_codes, values | hashed)
        return made

    def read_code(self, code_id: str) -> CodeState | None:
        """What became of one of the person's own codes."""
        row = self._one(
            select(pairing_codes).where(pairing_codes.c.id == code_id, self._readable(pairing_codes.c.person_id, OWN))
        )
        return None if row is None else read_as(CodeState, row)

    def use_code(self, code: str) -> DeviceWithToken | None:
        """Use up a code: the device it pairs, or None when it is unknown, used or too old; the code is its proof."""
        row = self._claim(code)
        if row is None or not self._is_open_person(row.person_id):
            return None
        paired = self._add(row.person_id, row.name)
        used = update(pairing_codes).where(pairing_codes.c.id == row.id)
        self._connection.execute(used.values(device_id=paired.device.id))
        return paired

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

    def note_clock(self, *, offset_s: float, round_trip_s: float | None) -> bool:
        """Write down how far the clock of the device that asks is from ours: positive when it is behind."""
        if not isinstance(self._subject, Sender):
            return False
        own = (devices.c.id == self._subject.device_id) & (devices.c.person_id == self._subject.person_id)
        noted = update(devices).where(own, devices.c.revoked_at.is_(None))
        return self._changed(noted.values(clock_offset_s=offset_s, round_trip_s=round_trip_s))

    def _add(self, person_id: str, name: str) -> DeviceWithToken:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        device = Device(id=new_id(), person_id=person_id, name=name, paired_at=self._now)
        values = {"id": device.id, "person_id": person_id, "name": name, "paired_at": self._now}
        self._insert_once(devices, {**values, "token_hash": self._vault.token_hash(DEVICE, token)})
        self._trail.record(AuditKind.DEVICE_PAIRED, person_id=person_id, detail=device.id)
        return DeviceWithToken(token=token, device=device)

    def _claim(self, code: str) -> AnyRow | None:
        """Use up a live code; of several who try at once, one gets it."""
        live = (pairing_codes.c.used_at.is_(None)) & (pairing_codes.c.expires_at > self._now)
        claimed = update(pairing_codes).where(pairing_codes.c.code_hash == self._code_hash(code), live)
        fields = (pairing_codes.c.id, pairing_codes.c.person_id, pairing_codes.c.name)
        return self._one(claimed.values(used_at=self._now).returning(*fields))

    def _code_hash(self, code: str) -> str:
        return self._vault.token_hash(CODE, plain_code(code))

    def _may_change(self, person_id: str) -> bool:
        return self._is_person(person_id) or self._is(Operator, Engine)

    def _is_open_person(self, person_id: str) -> bool:
        person: ColumnElement[bool] = exists().where(
            accounts.c.id == person_id, accounts.c.role == Role.EMPLOYEE, accounts.c.closed_at.is_(None)
        )
        return bool(self._connection.scalar(select(person)))
