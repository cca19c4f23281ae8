"""What the record says when it cannot do what was asked: one sentence with the next step in it."""

from __future__ import annotations

NOT_HERE = "There is nothing like that here for you. Check the address, or ask the person it belongs to."

NOT_YOURS_TO_OPEN = (
    "Somebody has signed in to this account, so only its holder opens it from now on, with a password. "
    "Who lost the password asks whoever runs the server for a link made there with 'pulsro invite'."
)


class StoreError(Exception):
    """The record could not do it; the message is a sentence for the reader."""


class NotHere(StoreError):  # noqa: N818 - it reads as what it says: absent and forbidden look alike
    """It does not exist, or the subject may not know that it does; the two are never told apart."""

    def __init__(self, sentence: str = NOT_HERE) -> None:
        super().__init__(sentence)


class Taken(StoreError):  # noqa: N818 - as above
    """Somebody else already has this name."""


class SignedInBefore(StoreError):  # noqa: N818 - as above
    """The account is its holder's alone; nobody else makes a way into it."""

    def __init__(self) -> None:
        super().__init__(NOT_YOURS_TO_OPEN)


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
