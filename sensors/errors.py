"""The errors of this room that a person reads: each carries its message, which the edge puts into their language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from messages import Message


class SensorsError(Exception):
    """Something that a person has to know or to do; `message` says what, `str(error)` says it in English."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message
