"""A record of the version before, whose sealed rows hold sentences, is opened, migrated, and shows the same."""

from __future__ import annotations

import json
import lzma
from datetime import UTC, datetime
from pathlib import Path

import pytest

import hrv
from hrv.windows.absence import Absence
from store import KeyRing, Store
from store.crypto.person_keys import Vault
from store.repositories.base import new_id
from store.reseal import SEALED, reseal
from store.subjects import Employee, Engine
from store.tables import windows
from store.tables.metadata import CURRENT_FORM

BEFORE = Path(__file__).with_name("before_codes")
EXPECTED = json.loads((BEFORE / "expected.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
LONG_AGO, FAR_AHEAD = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class StoppedError(Exception):
    """Somebody ends the command."""


@pytest.fixture
def old(tmp_path):
    """The old record, not migrated yet."""
    (tmp_path / "old.db").write_bytes(lzma.decompress((BEFORE / "pulsro.db.xz").read_bytes()))
    store = Store(f"sqlite:///{tmp_path / 'old.db'}", KeyRing.from_file(_key(tmp_path)))
    yield store
    store.close()


def _key(folder):
    file = folder / "master.key"
    file.write_bytes((BEFORE / "master.key").read_bytes())
    file.chmod(0o600)
    return file


def seen(store):
    """What each person sees, in the form of `expected.json`."""
    return [_seen(store, each) for each in EXPECTED]


def _seen(store, expected):
    person_id = expected["person_id"]
    with store.begin(Employee(person_id), now=NOW) as record:
        light = record.lights.current(person_id).light
        return {
            "person_id": person_id,
            "story": expected["story"],
            "light": {
                "colour": light.colour.value,
                "reason": light.reason.value,
                "since": light.since and light.since.isoformat(),
                "shift_sd": light.shift_sd,
                "n_days": light.n_days,
                "ruled_out": [each.value for each in light.ruled_out],
            },
            "flips": [
                [
                    flip.day.isoformat(),
                    flip.before and flip.before.colour.value,
                    flip.after.colour.value,
                    flip.after.reason.value,
                ]
                for flip in record.lights.flips(person_id)
            ],
            "windows": [
                [
                    window.start_s,
                    window.quality.value,
                    window.rmssd_ms and round(window.rmssd_ms, 9),
                    window.lf_ms2 and round(window.lf_ms2, 6),
                    len(window.why),
                ]
                for window in record.windows.list(person_id, start=LONG_AGO, end=FAR_AHEAD)
            ],
        }


def stored(store):
    """Every sealed content that may have held sentences, opened, with its form."""
    with store.reading(Engine(), now=NOW) as record:
        connection = record.context.connection
        vault = Vault(connection, store._keyring)
        for sealed in SEALED:
            table = sealed.table
            rows = connection.execute(table.select().add_columns(table.c[sealed.key].label("key")))
            for row in rows:
                if row.content is not None:  # a light that has not been evaluated yet
                    yield row.form, vault.open_json(row.content, sealed.place(row))


def test_old_record_migrates_and_shows_the_same(old):
    resealed = old.migrate()

    assert seen(old) == EXPECTED
    assert resealed == len(list(stored(old))) > 100
    assert {form for form, _ in stored(old)} == {CURRENT_FORM}


def test_nothing_sealed_holds_a_sentence_afterwards(old):
    old.migrate()

    texts = [text for _, content in stored(old) for text in _texts(content)]
    assert [text for text in texts if text.endswith(".")] == []
    assert len(texts) > 300


def _texts(value):
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)


def test_old_rows_are_read_before_they_are_sealed_again(old):
    old._schema.migrate()

    assert {form for form, _ in stored(old)} == {1}
    assert seen(old) == EXPECTED


def test_sealing_again_goes_on_where_it_was_stopped(old, monkeypatch):
    monkeypatch.setattr("store.reseal.BATCH", 7)
    progress = []

    def stop_after_some(done, total):
        progress.append((done, total))
        if len(progress) == 5:
            raise StoppedError

    with pytest.raises(StoppedError):
        old.migrate(stop_after_some)
    left = sum(form < CURRENT_FORM for form, _ in stored(old))
    total = progress[0][1]

    assert left == total - 5 * 7
    assert seen(old) == EXPECTED
    assert old.migrate() == left
    assert old.migrate() == 0
    assert seen(old) == EXPECTED


def test_new_rows_have_the_new_form_on_both_engines(world, make, now):
    recording = world.measured(world.alice)
    with world.engine() as record:
        record.windows.replace(recording.id, start=now, windows=[make.window()])

    assert {form for form, _ in stored(world.store)} == {CURRENT_FORM}
    assert reseal(world.store._engine, world.store._keyring) == 0


def test_old_window_is_sealed_again_on_both_engines(world, make, now):
    recording = world.measured(world.alice)
    window = make.window()
    sentence = "The window is rejected: only 10% of it was measured cleanly."
    content = window.to_json() | {"why": dict.fromkeys(window.why, sentence)}
    with world.engine() as record:
        person_id, row_id = world.alice.person_id, new_id()
        vault = Vault(record.context.connection, world.store._keyring)
        place = SEALED[0].place(_Row(person_id, row_id))
        row = {"id": row_id, "recording_id": recording.id, "person_id": person_id, "started_at": now, "ended_at": now}
        record.context.connection.execute(
            windows.insert(), row | {"content": vault.seal_json(content, place), "form": 1}
        )

    assert reseal(world.store._engine, world.store._keyring) == 1
    with world.as_(world.alice) as record:
        (read,) = record.windows.of_recording(recording.id)
    assert read == window
    assert set(read.why.values()) == {Absence.REJECTED}
    assert [content["why"] for _, content in stored(world.store) if "why" in content] == [{"*": "rejected"}]
    assert isinstance(read, hrv.Window)


class _Row:
    """As much of a row as its place needs."""

    def __init__(self, person_id, key):
        self.person_id, self.key = person_id, key
