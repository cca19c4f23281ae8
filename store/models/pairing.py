"""Codes with which a device gets its token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime


CODE_LIFETIME: Final = timedelta(minutes=10)
"""How long a code can be used."""


@dataclass(frozen=True, slots=True)
class PairingCode:
    """A code on the day it is made: it is shown once and only its keyed hash is kept."""

    id: str
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CodeState:
    """What became of a code: used once `used_at` is set, of no use any more after `expires_at`."""

    id: str
    name: str
    expires_at: datetime
    used_at: datetime | None
