"""Pairings of this computer: each strap, whose beats it sends where, kept on disk until removed.

A folder a strap, under a number that is never used again: `pairing.json`, in which the token is sealed, and the spool
of that strap alone. So nothing that waits for one person can ever be sent as another's, and removing a strap removes
all of it. No name of a person is in it, only what the person chose to call the device.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import tempfile
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from sensors.errors import SensorsError
from sensors.sealing import SealError, SealingKey
from sensors.upload import texts
from sensors.upload.spool import Spool

FILE: Final = "pairing.json"
LAST: Final = "last-number"
OWNER_ONLY: Final = stat.S_IRWXU


class PairingsError(SensorsError):
    """The pairings cannot be read or changed; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """One strap of one person.

    Attributes:
        number: its number on this computer.
        name: what the person calls the device.
        server: where its beats go.
        token: says whose beats they are.
        strap: address of the strap, or a part of its name; empty is the first that is heard.
        paired_at: when.
    """

    number: int
    name: str
    server: str
    token: str = field(repr=False)
    strap: str
    paired_at: datetime


class Pairings:
    """All pairings of this computer.

    Args:
        folder: where they are kept; it is made if it is not there.
        key: seals tokens and spools; the one of the folder if left out.
    """

    def __init__(self, folder: Path, *, key: SealingKey | None = None) -> None:
        self.folder = folder
        self.key = key or SealingKey.kept_in(folder)
        try:
            self._straps.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY)
        except OSError as error:
            raise PairingsError(texts.PAIRINGS_FOLDER(path=str(folder), why=error.strerror or "")) from error

    @property
    def stamp(self) -> int:
        """Another number whenever a strap was added or removed."""
        return self._straps.stat().st_mtime_ns

    def all(self) -> tuple[Pairing, ...]:
        """Everything that is paired, by number."""
        return tuple(self._read(number) for number in self.numbers())

    def numbers(self) -> tuple[int, ...]:
        """The numbers of everything that is paired, also of what cannot be read any more."""
        return tuple(sorted(int(each.name) for each in self._straps.iterdir() if each.name.isdecimal()))

    def add(self, *, name: str, server: str, token: str, strap: str, now: datetime) -> Pairing:
        """Keep a new pairing; it is on disk, whole, when this returns."""
        number = self._claim_number()
        pairing = Pairing(number=number, name=name, server=server, token=token, strap=strap, paired_at=now)
        draft = self._draft_of(number)
        _write(draft / FILE, self._written(pairing))
        draft.rename(self._straps / str(number))
        return pairing

    def remove(self, number: int) -> bool:
        """Forget a strap, its token and whatever of it still waits; False when there is none of this number."""
        gone = self._straps / f".removed-{number}"
        try:
            (self._straps / str(number)).rename(gone)
        except FileNotFoundError:
            return False
        shutil.rmtree(gone)
        return True

    def spool_of(self, number: int) -> Spool:
        """The opened spool of a strap; SpoolError when it cannot be used."""
        return Spool(self.spool_path(number), key=self.key)

    def spool_path(self, number: int) -> Path:
        """The file of that spool."""
        return self._straps / str(number) / "beats.spool"

    @property
    def _straps(self) -> Path:
        return self.folder / "straps"

    def _draft_of(self, number: int) -> Path:
        return self._straps / f".{number}"

    def _claim_number(self) -> int:
        """One more than ever before, so that an old number never means another strap; its draft is a folder by now."""
        last = self._straps / LAST
        number = max([0, *self.numbers(), int(last.read_text()) if last.exists() else 0])
        while True:
            number += 1
            try:
                self._draft_of(number).mkdir(mode=OWNER_ONLY)
            except FileExistsError:
                continue
            _write(last, str(number))
            return number

    def _written(self, pairing: Pairing) -> str:
        sealed = self.key.seal(pairing.token.encode(), place=_place(pairing.number))
        facts = {
            "number": pairing.number,
            "name": pairing.name,
            "server": pairing.server,
            "strap": pairing.strap,
            "paired_at": pairing.paired_at.isoformat(),
            "sealed_token": b64encode(sealed).decode(),
        }
        return json.dumps(facts, indent=1)

    def _read(self, number: int) -> Pairing:
        path = self._straps / str(number) / FILE
        try:
            facts = json.loads(path.read_text())
            token = self.key.open(b64decode(facts["sealed_token"]), place=_place(number)).decode()
            return Pairing(
                number=number,
                name=facts["name"],
                server=facts["server"],
                token=token,
                strap=facts["strap"],
                paired_at=datetime.fromisoformat(facts["paired_at"]),
            )
        except SealError as error:
            raise PairingsError(texts.PAIRING_SEALED(path=str(path), why=error.message)) from error
        except OSError as error:
            why = error.strerror or ""
            raise PairingsError(texts.PAIRING_UNREADABLE(path=str(path), why=why, number=number)) from error
        except (ValueError, KeyError, TypeError) as error:
            raise PairingsError(texts.PAIRING_DAMAGED(path=str(path), number=number)) from error


def _place(number: int) -> str:
    return f"token|{number}"


def _write(path: Path, text: str) -> None:
    """Write a file whole, readable by its owner only."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as draft:
        draft.write(text)
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).replace(path)
