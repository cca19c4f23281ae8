"""What a person is told when something cannot be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from messages import Message


class Refused(Exception):  # noqa: N818 - it is not an error of the program, and its name says what happened
    """Something was asked for that cannot be done; `message` says what to do next."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class NotNow(Refused):
    """It is allowed, but something has to happen first: agreeing, wearing the strap, setting a clock."""
