"""Passwords: hashed with argon2id, and as slow to refuse for an unknown address as for a known one."""

from __future__ import annotations

import secrets
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final

from pwdlib import PasswordHash

from api import texts

if TYPE_CHECKING:
    from messages import Message

SHORTEST: Final = 12
LONGEST: Final = 256
HASHES_AT_ONCE: Final = 2  # each takes 64 MiB and a core for a while


class PasswordRefusedError(Exception):
    """A new password cannot be taken; `message` says what to do instead."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class Passwords:
    """Makes and checks password hashes, a few at a time."""

    def __init__(self, hasher: PasswordHash | None = None) -> None:
        self._hasher = hasher or PasswordHash.recommended()
        self._turn = BoundedSemaphore(HASHES_AT_ONCE)
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str, *, repeated: str) -> str:
        """The hash of a new password.

        Raises:
            PasswordRefusedError: too short, too long, or not the same twice.
        """
        if password != repeated:
            raise PasswordRefusedError(texts.PASSWORDS_DIFFER())
        if len(password) < SHORTEST:
            raise PasswordRefusedError(texts.PASSWORD_TOO_SHORT(least=SHORTEST))
        if len(password) > LONGEST:
            raise PasswordRefusedError(texts.PASSWORD_TOO_LONG(most=LONGEST))
        with self._turn:
            return self._hasher.hash(password)

    def matches(self, password: str, stored: str | None) -> bool:
        """Whether the password is the stored one; takes as long when nothing is stored."""
        with self._turn:
            right = self._hasher.verify(password[:LONGEST], stored or self._nobodys)
        return right and stored is not None
