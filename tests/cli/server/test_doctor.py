from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta

import pytest
import typer

from api.settings import load_settings
from cli.server import doctor
from cli.server import texts as said
from cli.server.doctor import State
from store import KeyRing, Store

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path, sqlite_url, keyring):
    """Settings of a service whose record and key are there."""
    key = tmp_path / "key"
    ring = KeyRing.from_file(key)
    Store(sqlite_url, ring).close()
    return load_settings(data_dir=tmp_path, database_url=sqlite_url, key_file=key)


def test_python_is_new_enough_or_it_says_which_is_needed():
    assert doctor.python_version((3, 11)).state is State.WELL
    found = doctor.python_version((3, 10))
    assert found.state is State.ILL
    assert "Install Python 3.11" in str(found.message)


@pytest.mark.parametrize(
    ("now", "synchronised", "state"),
    [(NOW, True, State.WELL), (NOW, False, State.NOTE), (datetime(1970, 1, 1, tzinfo=UTC), True, State.ILL)],
)
def test_a_clock_that_cannot_be_right_is_found(now, synchronised, state):
    assert doctor.system_clock(now, synchronised=synchronised).state is state


def test_a_bundle_that_was_not_built_is_found(monkeypatch, tmp_path):
    from api.assets import Assets

    monkeypatch.setattr(Assets, "__init__", lambda self: setattr(self, "_bundle", tmp_path))
    found = doctor.bundle()
    assert found.state is State.ILL
    assert "make setup" in str(found.message)


def test_a_radio_is_named_and_its_absence_is_only_noted(tmp_path, monkeypatch):
    assert doctor.bluetooth(tmp_path / "none").state is State.NOTE
    (tmp_path / "hci0").mkdir()
    found = doctor.bluetooth(tmp_path)
    assert found.state is (State.WELL if sys.platform == "linux" else State.NOTE)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "strap scan" in str(doctor.bluetooth(tmp_path).message)


def test_a_key_file_that_others_can_read_is_found(tmp_path):
    key = tmp_path / "key"
    assert doctor.key_file(key).state is State.NOTE
    KeyRing.from_file(key)
    assert doctor.key_file(key).state is State.WELL
    key.chmod(0o644)
    found = doctor.key_file(key)
    assert found.state is State.ILL
    assert f"chmod 600 {key}" in str(found.message)


@pytest.mark.parametrize(("free", "state"), [(5 * 1024**3, State.WELL), (1000, State.ILL)])
def test_a_disk_that_is_nearly_full_is_found(tmp_path, free, state):
    assert doctor.disk(tmp_path, free_bytes=free).state is state


def test_record_that_answers_is_healthy(settings):
    states = [found.state for found in doctor.record(settings, now=NOW)]
    assert states == [State.WELL, State.WELL]


def test_missing_record_is_only_noted(tmp_path):
    (found,) = doctor.record(load_settings(data_dir=tmp_path), now=NOW)
    assert found.state is State.NOTE


def test_a_record_that_cannot_be_opened_says_what_to_do(tmp_path):
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database at all, whatever its name says")
    settings = load_settings(data_dir=tmp_path, database_url=f"sqlite:///{broken}")
    (found,) = doctor.record(settings, now=NOW)
    assert found.state is State.ILL
    assert str(found.message).endswith(".")


def test_record_without_its_key_is_found_and_no_key_is_made(settings):
    settings.keys.unlink()
    (found,) = doctor.record(settings, now=NOW)
    assert found.state is State.ILL
    assert "without it nothing in the database opens" in str(found.message)
    assert not settings.keys.exists()


@pytest.mark.parametrize(
    ("waits_since", "state"),
    [(None, State.WELL), (NOW - timedelta(minutes=1), State.WELL), (NOW - timedelta(hours=1), State.ILL)],
)
def test_work_without_a_worker_is_found(waits_since, state):
    assert doctor.queue(waits_since, now=NOW).state is state


def test_doctor_exits_0_when_nothing_needs_fixing(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "examine", lambda now: iter([doctor.Finding(State.NOTE, said.BUNDLE())]))
    doctor.doctor()
    assert capsys.readouterr().out == f"note  {said.BUNDLE.one}\n"


def test_doctor_exits_1_when_something_needs_fixing(monkeypatch):
    monkeypatch.setattr(doctor, "examine", lambda now: iter([doctor.Finding(State.ILL, said.OTHER_SYSTEM())]))
    with pytest.raises(typer.Exit) as ended:
        doctor.doctor()
    assert ended.value.exit_code == 1


def test_doctor_examines_everything(monkeypatch, tmp_path):
    monkeypatch.setenv("PULSRO_DATA_DIR", str(tmp_path / "not" / "there"))
    texts = " ".join(str(found.message) for found in doctor.examine(now=NOW))
    for word in ("Python", "clock", "scripts", "Bluetooth", "key file", "free", "database"):
        assert word in texts


def test_a_wrong_setting_is_one_of_the_findings(monkeypatch):
    monkeypatch.setenv("PULSRO_TICK_SECONDS", "-1")
    *_, last = doctor.examine(now=NOW)
    assert last.state is State.ILL
    assert "PULSRO_TICK_SECONDS" in str(last.message)
    assert os.environ["PULSRO_TICK_SECONDS"] == "-1"
