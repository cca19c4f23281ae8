"""Opening of the record: settings, keys and database, or one sentence on what is wrong with them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from cli.shared.plainly import message_of
from cli.shared.terminal import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from api.settings import Settings
    from store import KeyRing, Store


@contextmanager
def in_plain_words() -> Iterator[None]:
    """End the command with status 1 and the sentence, instead of a traceback, when the rooms below refuse."""
    from api.settings import SettingsError
    from store import StoreError

    try:
        yield
    except (SettingsError, StoreError, OSError) as error:
        say(message_of(error), err=True)
        raise typer.Exit(1) from error


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """The record that the settings name; the folder, the key file and the tables are made on the very first start."""
    from store import Store

    first_start = settings.is_first_start
    if first_start:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    store = Store(settings.database, keyring_for(settings))
    try:
        if first_start:
            store.migrate()
        yield store
    finally:
        store.close()


def keyring_for(settings: Settings) -> KeyRing:
    """The master key of the record; a new one is made only while there is no record that it could not open."""
    from store import KeyRing, Store, StoreError, texts

    if not settings.keys.exists() and _has_record(Store(settings.database, KeyRing.fresh())):
        raise StoreError(texts.KEY_FILE_MISSING(path=str(settings.keys)))
    return KeyRing.from_file(settings.keys)


def require_readable(store: Store, *, now: datetime) -> None:
    """Raise the record's own sentence unless it can be read and has this version's tables."""
    from store.subjects import Engine

    with store.reading(Engine(), now=now):
        pass


def _has_record(store: Store) -> bool:
    """Whether anything is in the database that a new key could not open; StoreError when that cannot be told now."""
    from api.moment import utc_now
    from store.errors import EmptyDatabase, WrongSchema

    try:
        require_readable(store, now=utc_now())
    except EmptyDatabase:
        return False
    except WrongSchema:
        return True
    finally:
        store.close()
    return True
