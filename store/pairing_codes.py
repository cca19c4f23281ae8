"""What a pairing code looks like: short enough to be read aloud, long enough that nobody guesses one in time."""

from __future__ import annotations

import secrets

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels, so no words; no digits, so nothing looks like something else (RFC 8628)
LETTERS = 8  # 20 ** 8 codes; a few minutes, one use and a limit on tries make guessing hopeless
GROUP = 4


def fresh_code() -> str:
    """A new random code, as it is shown: BCDF-GHJK."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    return f"{letters[:GROUP]}-{letters[GROUP:]}"


def plain_code(typed: str) -> str:
    """What was typed, however it was written: capitals or not, with or without the dash or blanks."""
    return "".join(letter for letter in typed.upper() if letter in ALPHABET)
