from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid

import numpy as np
import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.straps import carrying
from hrv.recording_kind import RecordingKind
from sensors.upload import sender as sending
from sensors.upload.spool import Spool
from tests.sensors.door import TOKEN, open_door


@pytest.fixture
def door():
    with open_door() as opened:
        yield opened


@pytest.fixture
def recording(tmp_path):
    file = tmp_path / "rest.txt"
    file.write_text("\n".join(f"{rr:.0f}" for rr in np.random.default_rng(1).normal(900, 40, 120)))
    return file


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Spools are kept in a home of the test's own, and nobody waits long."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("PULSRO_DEVICE_TOKEN", raising=False)
    monkeypatch.setattr(carrying, "PATIENCE_S", 0.0)
    monkeypatch.setattr(sending, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(sending, "IDLE_PAUSE_S", 0.01)


def replay(file, server, *more, token=TOKEN):
    arguments = ["replay", str(file), "--server", server, "--speed", "0", *map(str, more)]
    return CliRunner().invoke(app, arguments, env={"PULSRO_DEVICE_TOKEN": token})


def test_every_beat_of_the_recording_arrives(recording, door):
    result = replay(recording, door.url)

    assert (result.exit_code, result.stdout) == (0, "120 beats sent, 120 acknowledged.\n")
    assert door.beats == 120


def test_replay_ends_now_with_no_beat_in_the_future(recording, door):
    before_s = time.time()
    replay(recording, door.url)
    times = sorted(moment for block in door.taken.values() for moment in block["time_s"])

    assert before_s - 1 < times[-1] < time.time() + 0.2
    assert times[-1] - times[0] == pytest.approx(107, abs=5)


def test_a_replay_is_one_run_of_one_kind(recording, door):
    replay(recording, door.url, "--kind", "check")
    (source,) = {request["source"] for request in door.requests}

    assert uuid.UUID(source)
    assert {request["kind"] for request in door.requests} == {"check"}
    assert sorted(sequence for _, sequence in door.taken) == list(range(len(door.taken)))


def test_replay_kind_defaults_to_import(recording, door):
    replay(recording, door.url)

    assert {request["kind"] for request in door.requests} == {"import"}


def test_token_can_be_read_from_a_file(recording, door, tmp_path):
    (tmp_path / "token").write_text(f"{TOKEN}\n")

    assert replay(recording, door.url, "--token-file", tmp_path / "token", token="").exit_code == 0
    assert "cannot be read: No such file" in replay(recording, door.url, "--token-file", tmp_path / "none").stderr


def test_token_is_not_accepted_on_the_command_line(recording):
    result = CliRunner().invoke(app, ["replay", str(recording), "--token", TOKEN])

    assert result.exit_code == 2
    assert "There is no option" in result.stderr


@pytest.mark.parametrize("token", ["", "  "])
def test_missing_token_error_says_where_to_get_one(recording, door, token):
    result = replay(recording, door.url, token=token)

    assert result.exit_code == 2
    assert f"not paired with anybody's page at {door.url}" in result.stderr
    assert "pulsro strap pair" in result.stderr


def test_rejected_token_is_reported_and_beats_are_kept(recording, door, tmp_path):
    result = replay(recording, door.url, "--spool", tmp_path / "beats.spool", token="another")

    assert result.exit_code == 2
    assert "does not accept this device any more" in result.stderr
    with Spool(tmp_path / "beats.spool") as spool:
        assert spool.count().waiting > 0


def test_invalid_address_is_reported(recording):
    result = replay(recording, "localhost")

    assert result.exit_code == 2
    assert "is not a server's address" in result.stderr


def test_an_unreachable_server_keeps_the_beats_for_the_next_run(recording, door):
    door.answers = [(503, {}, "")] * 1000
    first = replay(recording, door.url)
    door.answers = []
    second = replay(recording, door.url)

    assert first.exit_code == 1
    assert "120 beats sent, 0 acknowledged." in first.stdout
    assert "120 beats wait on this computer for the next run." in first.stderr
    assert second.exit_code == 0
    assert door.beats == 240


def test_a_server_that_comes_back_in_time_gets_everything(recording, door, monkeypatch):
    monkeypatch.setattr(carrying, "PATIENCE_S", 20.0)
    door.answers = [(503, {}, "")] * 2

    assert replay(recording, door.url).exit_code == 0
    assert door.beats == 120


def test_waiting_beats_are_never_sent_for_another_person(recording, door):
    door.answers = [(503, {}, "")] * 1000
    replay(recording, door.url, token="one")
    door.answers = []
    replay(recording, door.url)

    assert door.beats == 120


def test_refused_blocks_show_the_servers_sentence(recording, door):
    door.refuses = {1: "These beats differ from what was sent before."}
    result = replay(recording, door.url)

    assert result.exit_code == 1
    assert result.stderr == "Not accepted: These beats differ from what was sent before.\n"


def test_file_that_is_no_recording_is_reported_first(tmp_path, door):
    (tmp_path / "x").write_text("hello")
    result = replay(tmp_path / "x", door.url, token="")

    assert result.exit_code == 2
    assert "not a recording of heartbeats" in result.stderr


def test_unusable_spool_is_reported(recording, door, tmp_path):
    (tmp_path / "photo").write_bytes(b"x" * 5000)
    result = replay(recording, door.url, "--spool", tmp_path / "photo")

    assert result.exit_code == 2
    assert "is not a spool of Pulsro" in result.stderr


def test_full_disk_is_reported_and_kept_beats_are_safe(recording, door, tmp_path, monkeypatch):
    path = tmp_path / "beats.spool"
    put = Spool.put

    def nearly_full(spool, block):
        if block.sequence == 20:
            (pages,) = spool._database.execute("PRAGMA page_count").fetchone()
            spool._database.execute(f"PRAGMA max_page_count = {pages}")
        put(spool, block)

    monkeypatch.setattr(Spool, "put", nearly_full)
    door.answers = [(503, {}, "")] * 1000
    recording.write_text(recording.read_text() * 20)
    result = replay(recording, door.url, "--spool", path)

    assert result.exit_code == 2
    assert "is full. Free some space" in result.stderr
    with Spool(path) as spool:
        assert spool.count().waiting >= 20


def test_terminal_shows_progress(recording, door, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    result = replay(recording, door.url)

    assert "acknowledged" in result.stderr
    assert result.exit_code == 0


def test_ctrl_c_ends_the_replay_and_sends_heard_beats(recording, door, tmp_path):
    command = [sys.executable, "-c", "from cli.main import run; run()", "replay", str(recording)]
    with subprocess.Popen(
        [*command, "--server", door.url, "--speed", "5", "--spool", str(tmp_path / "s")],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PULSRO_DEVICE_TOKEN": TOKEN},
    ) as process:
        while not door.beats:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        said = process.stdout.read()

    assert process.returncode == 0
    assert 10 < door.beats < 120
    assert said == f"{door.beats} beats sent, {door.beats} acknowledged.\n"


def test_recording_kinds_match_the_ingest_endpoint():
    assert {kind.value for kind in RecordingKind} == {"workday", "check", "breathing", "import"}
