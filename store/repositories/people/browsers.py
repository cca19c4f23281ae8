"""A person's own browsers, which may add beats while the person is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from store.models.people import Browser
from store.repositories.base import Repository, require
from store.repositories.people.devices import Devices
from store.tables import devices

if TYPE_CHECKING:
    from store.repositories.base import Context


class Browsers(Repository):
    """For the person alone: a browser is one of their devices that is let in by their session, not by a token."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._devices = Devices(context)

    def admit(self, person_id: str, *, name: str) -> Browser:
        """Let a browser add beats; the one of that name which may already stays the one it is."""
        require(self._is_person(person_id))
        live = (device for device in self._devices.list(person_id) if device.name == name and not device.revoked_at)
        admitted = next(live, None) or self._devices.pair(person_id, name=name).device
        return self._browser(admitted.id, person_id)

    def get(self, device_id: str) -> Browser | None:
        """A browser of the person that may still add beats."""
        statement = select(devices.c.person_id).where(
            devices.c.id == device_id, devices.c.revoked_at.is_(None), self._readable(devices.c.person_id)
        )
        row = self._one(statement)
        return None if row is None else self._browser(device_id, row.person_id)

    def _browser(self, device_id: str, person_id: str) -> Browser:
        return Browser(id=device_id, key=self._vault.key_of(person_id).browser_key(device_id))
