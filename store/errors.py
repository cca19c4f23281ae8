"""What the record cannot do; each error carries a message that says what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store import texts

if TYPE_CHECKING:
    from messages import Message


class StoreError(Exception):
    """The record could not do it; `message` is for the reader, in whichever language they read."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class NotHere(StoreError):  # noqa: N818 - it reads as what it says: absent and forbidden look alike
    """It does not exist, or the subject may not know that it does; the two are never told apart."""

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or texts.NOT_HERE())


class Taken(StoreError):  # noqa: N818 - as above
    """Somebody else already has this name."""


class SignedInBefore(StoreError):  # noqa: N818 - as above
    """The account is its holder's alone; nobody else makes a way into it."""

    def __init__(self) -> None:
        super().__init__(texts.SIGNED_IN_BEFORE())


class WrongKey(StoreError):  # noqa: N818 - as above
    """The master key does not belong to this record."""


class WrongSchema(StoreError):  # noqa: N818 - as above
    """The database was made by another version of the program."""


class EmptyDatabase(WrongSchema):
    """The database has no tables yet, so there is nothing in it to lose."""


class DatabaseFull(StoreError):  # noqa: N818 - as above
    """There is no room left on the disk of the database; nothing of the transaction was kept."""


class DatabaseBusy(StoreError):  # noqa: N818 - as above
    """Another process held the database too long; nothing of the transaction was kept."""


class DatabaseUnreachable(StoreError):  # noqa: N818 - as above
    """The database cannot be opened or does not answer."""
