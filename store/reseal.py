"""Sealed rows of an older form are opened, brought to today's form and sealed again.

Alembic cannot do that: content is sealed with each person's own key. The column `form` says which rows are left, so the
work can stop anywhere and go on later; each batch is one transaction. Until it is done both forms are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, func, select, update

from hrv.sentences_as_data import REASONS, light_in_codes, window_in_codes
from store.crypto.keys import SealedPlace
from store.crypto.person_keys import Vault
from store.database.engines import WRITING
from store.tables import flips, lights, prompts, windows
from store.tables.metadata import CURRENT_FORM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine, Row, Table

    from store.crypto.keys import KeyRing

    Rewrite = Callable[[dict[str, Any]], dict[str, Any]]
    Progress = Callable[[int, int], None]

BATCH: Final = 200
"""Rows in one transaction: a second of work at most, so that nobody else waits long."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The sealed column `content` of a table, and how its old form becomes the new one."""

    table: Table
    key: str
    rewrite: Rewrite

    def place(self, row: Row[Any, Any, Any]) -> SealedPlace:
        """Where the content of a row is sealed."""
        return SealedPlace(self.table.name, "content", row.person_id, row.key)


def flip_in_codes(stored: dict[str, Any]) -> dict[str, Any]:
    """A stored flip: the light before, which may be none, and the light after."""
    before = stored["before"]
    return {
        **stored,
        "before": None if before is None else light_in_codes(before),
        "after": light_in_codes(stored["after"]),
    }


def prompt_in_codes(stored: dict[str, Any]) -> dict[str, Any]:
    """A stored prompt, whose reason is that of its light."""
    return {**stored, "reason": REASONS.get(stored["reason"], stored["reason"])}


SEALED: Final = (
    Sealed(windows, "id", window_in_codes),
    Sealed(flips, "id", flip_in_codes),
    Sealed(lights, "person_id", light_in_codes),
    Sealed(prompts, "id", prompt_in_codes),
)


def reseal(engine: Engine, keyring: KeyRing, progress: Progress = lambda _done, _total: None) -> int:
    """Bring every sealed row to today's form; gives how many there were. `progress(done, total)` after each batch."""
    total = sum(_left(engine, sealed.table) for sealed in SEALED)
    done = 0
    for sealed in SEALED:
        for count in _batches(engine, keyring, sealed):
            done += count
            progress(done, total)
    return done


def _left(engine: Engine, table: Table) -> int:
    with engine.connect() as connection:
        counted = select(func.count()).select_from(table).where(table.c.form < CURRENT_FORM)
        return int(connection.scalar(counted) or 0)


def _batches(engine: Engine, keyring: KeyRing, sealed: Sealed) -> Iterator[int]:
    """Batch after batch, each in a transaction of its own, until nothing is left."""
    count = BATCH
    while count:
        with engine.connect() as connection:
            connection.execution_options(**{WRITING: True})
            with connection.begin():
                count = _one_batch(connection, keyring, sealed)
        if count:
            yield count


def _one_batch(connection: Connection, keyring: KeyRing, sealed: Sealed) -> int:
    table = sealed.table
    key = table.c[sealed.key]
    old = (
        select(key.label("key"), table.c.person_id, table.c.content)
        .where(table.c.form < CURRENT_FORM)
        .order_by(key)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    rows = connection.execute(old).all()
    if not rows:
        return 0
    vault = Vault(connection, keyring)
    vault.fetch({row.person_id for row in rows})
    change = update(table).where(key == bindparam("row")).values(content=bindparam("sealed"), form=CURRENT_FORM)
    connection.execute(change, [{"row": row.key, "sealed": _resealed(vault, sealed, row)} for row in rows])
    return len(rows)


def _resealed(vault: Vault, sealed: Sealed, row: Row[Any, Any, Any]) -> bytes | None:
    if row.content is None:  # a light that has not been evaluated yet
        return None
    place = sealed.place(row)
    return vault.seal_json(sealed.rewrite(vault.open_json(row.content, place)), place)
