"""The key that seals what waits on a disk: beats in the spool, and the tokens of devices.

AES-256-GCM, with the place of each value as authenticated data, so that nothing can be moved or exchanged unseen. Who
has only the spool (a backup, a disk that was sold, another account on the computer) reads nothing of it. Who has the
key file as well, or is root on the running computer, reads everything: a key beside the lock keeps out the curious, not
the owner of the house. A key that systemd hands over (`CREDENTIALS_DIRECTORY`) need not lie on the disk in the clear.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sensors import texts
from sensors.errors import SensorsError

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
CREDENTIAL: Final = "spool.key"


class SealError(SensorsError):
    """A key cannot be used, or does not open what it should."""


class SealingKey:
    """Seals and opens values, each at its place."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise SealError(texts.KEY_LENGTH(needed=KEY_BYTES, found=len(key)))
        self._cipher = AESGCM(key)

    @classmethod
    def kept_in(cls, folder: Path) -> SealingKey:
        """The key that systemd hands over, else the one in the folder, which is made on first use."""
        credentials = os.environ.get("CREDENTIALS_DIRECTORY")
        handed = Path(credentials, CREDENTIAL) if credentials else None
        return cls.from_file(handed if handed and handed.exists() else folder / CREDENTIAL)

    @classmethod
    def from_file(cls, path: Path) -> SealingKey:
        """The key in a file that only its owner may read; made on first use."""
        try:
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True, mode=stat.S_IRWXU)
                _make(path)
            return cls(path.read_bytes())
        except OSError as error:
            raise SealError(texts.KEY_FILE(path=str(path), why=error.strerror or "")) from error

    def seal(self, plain: bytes, *, place: str) -> bytes:
        """A fresh nonce, then the sealed bytes."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, *, place: str) -> bytes:
        """What was sealed at this place; SealError when the key is another or anything was changed."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError) as error:
            raise SealError(texts.OTHER_KEY()) from error


def _make(path: Path) -> None:
    """Make a key whole before anybody can see it; of several who try at once, one makes it."""
    with tempfile.NamedTemporaryFile(dir=path.parent) as draft:  # readable by its owner only
        draft.write(os.urandom(KEY_BYTES))
        draft.flush()
        os.fsync(draft.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft.name, path)
