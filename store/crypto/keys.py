"""Keys: one master key outside the database wraps one data key per person; without a data key nothing opens again."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from store import texts
from store.errors import StoreError, WrongKey

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class SealedPlace:
    """Where a sealed value stands; moved anywhere else it does not open."""

    table: str
    column: str
    person_id: str
    row: str

    @property
    def bytes(self) -> bytes:
        """The place as authenticated data: table|column|person|row."""
        return f"{self.table}|{self.column}|{self.person_id}|{self.row}".encode()


class DataKey:
    """One person's key; AES-256-GCM with the place of the value as authenticated data."""

    __slots__ = ("_browser_key", "_cipher", "_digest_key")

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._digest_key = _derive(key, b"content digest")
        self._browser_key = _derive(key, b"browsers")

    def seal(self, plain: bytes, place: SealedPlace) -> bytes:
        """A fresh nonce, then the sealed bytes."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, place.bytes)

    def open(self, sealed: bytes, place: SealedPlace) -> bytes:
        """What was sealed at this place; raises StoreError when anything about it was changed."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.bytes)
        except (InvalidTag, ValueError) as error:
            raise StoreError(texts.BROKEN_SEAL()) from error

    def digest(self, plain: bytes) -> str:
        """A keyed digest: says whether two contents are equal, and nothing once the key is gone."""
        return hmac.new(self._digest_key, plain, hashlib.sha256).hexdigest()

    def browser_key(self, device_id: str) -> bytes:
        """The key under which one of the person's browsers keeps beats until they are taken; always the same."""
        return hmac.new(self._browser_key, device_id.encode(), hashlib.sha256).digest()


class KeyRing:
    """The master key: wraps the keys of persons and keys the hashes of tokens."""

    __slots__ = ("_token_key", "_wrapper")

    def __init__(self, master: bytes) -> None:
        if len(master) != KEY_BYTES:
            raise StoreError(texts.MASTER_KEY_LENGTH(needed=KEY_BYTES, found=len(master)))
        self._wrapper = AESGCM(_derive(master, b"wrapping"))
        self._token_key = _derive(master, b"token hashes")

    @classmethod
    def fresh(cls) -> KeyRing:
        """A new random master key that is kept nowhere."""
        return cls(os.urandom(KEY_BYTES))

    @classmethod
    def from_file(cls, path: Path) -> KeyRing:
        """The master key in a file that only its owner may read, created on first use."""
        try:
            return cls(_read_or_create(path))
        except OSError as error:
            raise StoreError(texts.KEY_FILE(path=str(path), why=error.strerror or "")) from error

    def new_wrapped_key(self, person_id: str) -> bytes:
        """A new data key for a person, sealed by the master key."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._wrapper.encrypt(nonce, os.urandom(KEY_BYTES), _key_place(person_id).bytes)

    def unwrap(self, wrapped: bytes, person_id: str) -> DataKey:
        """The person's data key; raises WrongKey when another master key sealed it."""
        try:
            key = self._wrapper.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _key_place(person_id).bytes)
        except InvalidTag as error:
            raise WrongKey(texts.WRONG_KEY()) from error
        return DataKey(key)

    def token_hash(self, kind: str, token: str) -> str:
        """The keyed hash under which a token is kept; of no use without the master key."""
        return hmac.new(self._token_key, f"{kind}|{token}".encode(), hashlib.sha256).hexdigest()


def _key_place(person_id: str) -> SealedPlace:
    return SealedPlace("data_keys", "wrapped", person_id, person_id)


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"pulsro " + purpose).derive(key)


def _read_or_create(path: Path) -> bytes:
    """Read the key; the first of several processes makes it, whole, before anybody can see it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_once(path)
    return path.read_bytes()


def _write_once(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(os.urandom(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # unlike a rename, a link never replaces a key that somebody else made meanwhile
    except FileExistsError:
        pass
    finally:
        draft.unlink()
