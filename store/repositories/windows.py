"""Windows: what the science made of a recording."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

import hrv
from store.keys import Place
from store.models.measured import RecordingKind
from store.readable import Readers
from store.repositories.base import Repository, new_id, require
from store.subjects import Engine
from store.tables import recordings
from store.tables import windows as table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from store.repositories.base import AnyRow, AnySelect


class Windows(Repository):
    """Written by the program; read by the person and the program, by no other human."""

    readers = Readers(engine=True)

    def replace_from(self, recording_id: str, *, start: datetime, windows: Iterable[hrv.Window]) -> int:
        """Forget the recording's windows that begin at or after `start` and keep these instead; says how many."""
        person_id = self._person_of(recording_id)
        later = (table.c.recording_id == recording_id) & (table.c.started_at >= start)
        self._connection.execute(delete(table).where(later))
        rows = [self._row(recording_id, person_id, window) for window in windows]
        if rows:
            self._connection.execute(insert(table), rows)
        return len(rows)

    def of_recording(self, recording_id: str) -> tuple[hrv.Window, ...]:
        """The windows of one recording in order of time."""
        return self._opened(self._readable_windows().where(table.c.recording_id == recording_id))

    def list(
        self,
        person_id: str,
        *,
        start: datetime,
        end: datetime,
        kinds: Collection[RecordingKind] = tuple(RecordingKind),
    ) -> tuple[hrv.Window, ...]:
        """The windows of a person that begin in [start, end), of recordings of these kinds, in order of time."""
        statement = self._readable_windows().join(recordings, recordings.c.id == table.c.recording_id)
        within = (table.c.started_at >= start) & (table.c.started_at < end)
        return self._opened(statement.where(table.c.person_id == person_id, recordings.c.kind.in_(kinds), within))

    def _person_of(self, recording_id: str) -> str:
        require(isinstance(self._subject, Engine))
        person_id = self._connection.scalar(select(recordings.c.person_id).where(recordings.c.id == recording_id))
        require(person_id is not None)
        return str(person_id)

    def _row(self, recording_id: str, person_id: str, window: hrv.Window) -> dict[str, Any]:
        row_id = new_id()
        return {
            "id": row_id,
            "recording_id": recording_id,
            "person_id": person_id,
            "started_at": datetime.fromtimestamp(window.start_s, UTC),
            "ended_at": datetime.fromtimestamp(window.end_s, UTC),
            "content": self._vault.seal_json(window.to_json(), _place(person_id, row_id)),
        }

    def _readable_windows(self) -> AnySelect:
        return select(table.c.id, table.c.person_id, table.c.content).where(self._readable(table.c.person_id))

    def _opened(self, statement: AnySelect) -> tuple[hrv.Window, ...]:
        rows: Iterable[AnyRow] = self._all(statement.order_by(table.c.started_at, table.c.id))
        opened = (self._vault.open_json(row.content, _place(row.person_id, row.id)) for row in rows)
        return tuple(hrv.Window.from_json(content) for content in opened)


def _place(person_id: str, row_id: str) -> Place:
    return Place("windows", "content", person_id, row_id)
