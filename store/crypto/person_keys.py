"""The keys of persons inside one transaction: seals what is written, opens what is read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select

from store.database.upserts import insert_once
from store.errors import NotHere
from store.tables import data_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from store.crypto.keys import DataKey, KeyRing, SealedPlace


KEYS = select(data_keys.c.person_id, data_keys.c.wrapped).where(
    data_keys.c.person_id.in_(bindparam("people", expanding=True))
)
KEY = select(data_keys.c.wrapped).where(data_keys.c.person_id == bindparam("person"))
KEY_HELD = KEY.with_for_update()


class Vault:
    """Opens each person's key at most once a transaction; a destroyed key is gone with the next one."""

    def __init__(self, connection: Connection, keyring: KeyRing) -> None:
        self._connection = connection
        self._keyring = keyring
        self._open: dict[str, DataKey] = {}

    def create_key(self, person_id: str, *, now: datetime) -> None:
        """Make the key of a new person."""
        values = {"person_id": person_id, "wrapped": self._keyring.new_wrapped_key(person_id), "created_at": now}
        insert_once(self._connection, data_keys, values)

    def destroy_key(self, person_id: str) -> None:
        """Delete the key: nothing of the person opens again, in this database or in any copy made after."""
        self._open.pop(person_id, None)
        self._connection.execute(delete(data_keys).where(data_keys.c.person_id == person_id))

    def key_of(self, person_id: str) -> DataKey:
        """The person's key; raises NotHere when the person is unknown or erased."""
        if person_id not in self._open:
            self._open[person_id] = self._fetch(person_id, lock=False)
        return self._open[person_id]

    def fetch(self, person_ids: Iterable[str]) -> None:
        """Open the keys of many people with one statement; who is unknown or erased is left out."""
        missing = [person_id for person_id in person_ids if person_id not in self._open]
        if missing:
            for row in self._connection.execute(KEYS, {"people": missing}):
                self._open[row.person_id] = self._keyring.unwrap(row.wrapped, row.person_id)

    def lock(self, person_id: str) -> DataKey:
        """The person's key, held until the transaction ends: writers of one person's beats go one after another."""
        self._open[person_id] = self._fetch(person_id, lock=True)
        return self._open[person_id]

    def seal(self, plain: bytes, place: SealedPlace) -> bytes:
        """Bytes sealed by the key of the person they belong to."""
        return self.key_of(place.person_id).seal(plain, place)

    def open(self, sealed: bytes, place: SealedPlace) -> bytes:
        """The bytes that were sealed at this place."""
        return self.key_of(place.person_id).open(sealed, place)

    def seal_json(self, value: Mapping[str, Any] | str, place: SealedPlace) -> bytes:
        """A JSON value, sealed."""
        return self.seal(json.dumps(value, separators=(",", ":")).encode(), place)

    def open_json(self, sealed: bytes, place: SealedPlace) -> Any:  # noqa: ANN401 - JSON is what was sealed
        """The JSON value that was sealed at this place."""
        return json.loads(self.open(sealed, place).decode())

    def token_hash(self, kind: str, token: str) -> str:
        """The keyed hash under which a token is kept."""
        return self._keyring.token_hash(kind, token)

    def _fetch(self, person_id: str, *, lock: bool) -> DataKey:
        wrapped = self._connection.scalar(KEY_HELD if lock else KEY, {"person": person_id})
        if wrapped is None:
            raise NotHere
        return self._keyring.unwrap(wrapped, person_id)
