"""Windows: what the science made of a recording."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, select

import hrv
from hrv.sources.source import STRAP
from store.access.readable import Prepared, Readers
from store.crypto.keys import SealedPlace
from store.database.columns import LATEST
from store.models.measured import RecordingKind
from store.repositories.base import Repository, new_id, require
from store.subjects import Engine
from store.tables import recordings, sources
from store.tables import windows as table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from store.repositories.base import AnyRow


PERSON = select(recordings.c.person_id).where(recordings.c.id == bindparam("recording"))
FORGET = (
    delete(table)
    .where(
        table.c.recording_id == bindparam("recording"),
        table.c.started_at >= bindparam("start"),
        table.c.started_at < bindparam("end"),
    )
    .returning(table.c.started_at)
)
KEEP = insert(table)
OF_RECORDINGS = Prepared(
    lambda may_read: (
        select(table.c.id, table.c.person_id, table.c.content, table.c.recording_id)
        .where(table.c.recording_id.in_(bindparam("recordings", expanding=True)), may_read(table.c.person_id))
        .order_by(table.c.started_at, table.c.id)
    )
)
WITHIN = Prepared(
    lambda may_read: (
        select(table.c.id, table.c.person_id, table.c.content, recordings.c.kind)
        .add_columns(func.coalesce(sources.c.product, STRAP).label("source"))
        .join(recordings, recordings.c.id == table.c.recording_id)
        .outerjoin(sources, sources.c.id == recordings.c.source_id)  # a sitting is a slice of what straps sent
        .where(
            table.c.person_id == bindparam("person"),
            table.c.started_at >= bindparam("start"),
            table.c.started_at < bindparam("end"),
            recordings.c.kind.in_(bindparam("kinds", expanding=True)),
            may_read(table.c.person_id),
        )
        .order_by(table.c.started_at, table.c.id)
    )
)


class Windows(Repository):
    """Written by the program; read by the person and the program, by no other human."""

    readers = Readers(engine=True)

    def replace(
        self, recording_id: str, *, start: datetime, end: datetime | None = None, windows: Iterable[hrv.Window]
    ) -> tuple[datetime, ...]:
        """Forget the recording's windows that begin in [start, end) and keep these instead; when the forgotten began.

        Without `end` all later windows are forgotten.
        """
        person_id = self._person_of(recording_id)
        gone = self._connection.scalars(FORGET, {"recording": recording_id, "start": start, "end": end or LATEST})
        forgotten = tuple(gone)
        rows = [self._row(recording_id, person_id, window) for window in windows]
        if rows:
            self._connection.execute(KEEP, rows)
        return forgotten

    def of_recording(self, recording_id: str) -> tuple[hrv.Window, ...]:
        """The windows of one recording in order of time."""
        return self.of_recordings([recording_id])[recording_id]

    def of_recordings(self, recording_ids: Collection[str]) -> dict[str, tuple[hrv.Window, ...]]:
        """The windows of each of these recordings in order of time, in one question for all of them."""
        found: dict[str, list[hrv.Window]] = {recording_id: [] for recording_id in recording_ids}
        for row in self._run(OF_RECORDINGS, recordings=recording_ids):
            found[row.recording_id].append(self._open(row))
        return {recording_id: tuple(windows) for recording_id, windows in found.items()}

    def by_source(
        self, person_id: str, *, start: datetime, end: datetime, kinds: Collection[RecordingKind]
    ) -> dict[tuple[RecordingKind, hrv.Source], tuple[hrv.Window, ...]]:
        """What `list` gives for each of these kinds and each source that measured them."""
        found: dict[tuple[RecordingKind, hrv.Source], list[hrv.Window]] = defaultdict(list)
        for row in self._run(WITHIN, person=person_id, start=start, end=end, kinds=kinds):
            found[row.kind, row.source].append(self._open(row))
        return {measured: tuple(windows) for measured, windows in found.items()}

    def list(
        self,
        person_id: str,
        *,
        start: datetime,
        end: datetime,
        kinds: Collection[RecordingKind] = tuple(RecordingKind),
    ) -> tuple[hrv.Window, ...]:
        """The windows of a person that begin in [start, end), of recordings of these kinds, in order of time."""
        rows = self._run(WITHIN, person=person_id, start=start, end=end, kinds=kinds)
        return tuple(self._open(row) for row in rows)

    def _person_of(self, recording_id: str) -> str:
        require(isinstance(self._subject, Engine))
        person_id = self._connection.scalar(PERSON, {"recording": recording_id})
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

    def _open(self, row: AnyRow) -> hrv.Window:
        return hrv.Window.from_json(self._vault.open_json(row.content, _place(row.person_id, row.id)))


def _place(person_id: str, row_id: str) -> SealedPlace:
    return SealedPlace("windows", "content", person_id, row_id)
