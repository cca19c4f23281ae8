"""Passwords: hashed with argon2id, and as slow to refuse for an unknown address as for a known one."""

from __future__ import annotations

import secrets
from threading import BoundedSemaphore
from typing import Final

from pwdlib import PasswordHash

SHORTEST: Final = 12
LONGEST: Final = 256
HASHES_AT_ONCE: Final = 2  # each takes 64 MiB and a core for a while
TOO_SHORT: Final = f"Choose a password of at least {SHORTEST} characters; a few words in a row are easy to remember."
TOO_LONG: Final = f"Choose a password of at most {LONGEST} characters."
NOT_THE_SAME: Final = "The two passwords differ. Type the same one twice."


class PasswordRefusedError(Exception):
    """A new password cannot be taken; the text says what to do instead."""


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
            raise PasswordRefusedError(NOT_THE_SAME)
        if len(password) < SHORTEST:
            raise PasswordRefusedError(TOO_SHORT)
        if len(password) > LONGEST:
            raise PasswordRefusedError(TOO_LONG)
        with self._turn:
            return self._hasher.hash(password)

    def matches(self, password: str, stored: str | None) -> bool:
        """Whether the password is the stored one; takes as long when nothing is stored."""
        with self._turn:
            right = self._hasher.verify(password[:LONGEST], stored or self._nobodys)
        return right and stored is not None
