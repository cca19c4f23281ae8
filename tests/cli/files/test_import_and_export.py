"""Files on the way in and out, between a terminal and a real server."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import struct
import uuid
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from rich.console import Console
from typer.testing import CliRunner

from alerts.care import sharing
from api.app import create_app
from api.settings import load_settings
from cli.files import import_files
from cli.files.import_view import ImportView
from cli.main import app
from cli.shared.terminal import VARIABLE
from hrv import BeatSeries
from sensors.recordings.registry import read
from sensors.recordings.text.own_forms import Form, written
from store import Store
from store.subjects import Employee, Engine, Role
from tests.browser import served
from tests.sensors.door import TOKEN, open_door
from tests.sensors.recordings import export_samples

QUICK = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
BEGAN = datetime(2026, 3, 4, 6, tzinfo=UTC)


class Home:
    """A server with one person, who has a token and may sign in by link or password."""

    def __init__(self, url, store, application):
        self.url, self.store = url, store
        self.email = f"anna-{uuid.uuid4()}@example.org"
        now = datetime.now(UTC)
        hashed = application.state.context.passwords.hash("a quiet morning", repeated="a quiet morning")
        with store.begin(Engine(), now=now) as record:
            self.account = record.accounts.create(role=Role.EMPLOYEE, name="Anna", email=self.email)
        self.anna = Employee(self.account.id)
        sharing.allow_storing(store, person=self.anna, now=now)
        with store.begin(self.anna, now=now) as record:
            self.token = record.devices.pair(self.anna.person_id, name="laptop").token
            record.accounts.set_password_hash(self.anna.person_id, hashed)

    def link(self):
        with self.store.begin(Engine(), now=datetime.now(UTC)) as record:
            token = record.sign_in.create_link(self.account.id, lifetime=timedelta(hours=1)).token
        return f"{self.url}/sign-in/link/{token}"

    def beats(self):
        with self.store.reading(self.anna, now=datetime.now(UTC)) as record:
            return record.beats.read(
                self.anna.person_id, start=BEGAN - timedelta(days=9), end=BEGAN + timedelta(days=9)
            )


@pytest.fixture(scope="module")
def server(sqlite_template, keyring, tmp_path_factory):
    """One server for all of these tests; each brings a person of its own."""
    folder = tmp_path_factory.mktemp("server")
    store = Store(f"sqlite:///{shutil.copy(sqlite_template, folder / 'pulsro.db')}", keyring)
    application = create_app(load_settings(data_dir=folder), store, hasher=QUICK)
    with served(application) as url:
        yield url, store, application
    store.close()


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch, tmp_path):
    """What the machine's own user has set or paired is not there."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("PULSRO_DEVICE_TOKEN", raising=False)
    monkeypatch.delenv("PULSRO_PASSWORD", raising=False)


@pytest.fixture
def home(server):
    return Home(*server)


@pytest.fixture
def night():
    rr = np.random.default_rng(3).normal(900, 30, 740).round()
    return BeatSeries.from_rr(rr, start=BEGAN.timestamp())


@pytest.fixture
def file(tmp_path, night):
    path = tmp_path / "night.csv"
    path.write_text(written(night, Form.CSV))
    return path


def pulsro(*words, **more):
    return CliRunner().invoke(app, [str(word) for word in words], **more)


def bring(home, *words):
    return pulsro("import", *words, "--server", home.url, env={"PULSRO_DEVICE_TOKEN": home.token})


# ---------------------------------------------------------------------------- import


def test_files_arrive_and_each_gets_a_report(home, file, night, tmp_path):
    readings = tmp_path / "readings.csv"
    readings.write_text("date,HR,rMSSD\n2026-03-01,52,61.5\n")
    result = bring(home, file, readings)

    assert result.exit_code == 0
    assert "night.csv: pulsro-csv\n  Recorded from 4 Mar 2026, 07:00:00" in result.stdout
    assert "  740 heartbeats were added.\n" in result.stdout
    assert "readings.csv: elite-hrv-readings\n  One day was added, 1 Mar 2026." in result.stdout
    assert home.beats().rr_ms.tolist() == night.rr_ms.tolist()


def test_repeated_import_reports_known_beats_as_json(home, file):
    bring(home, file)
    (told,) = json.loads(bring(home, file, "--json").stdout)

    assert (told["taken"]["beats_taken"], told["taken"]["beats_known"]) == (0, 740)


def test_bad_file_does_not_block_the_others(home, file, tmp_path):
    photo = tmp_path / "me.jpg"
    photo.write_bytes(b"\xff\xd8\xff")
    result = bring(home, photo, tmp_path / "nothing.csv", file)

    assert result.exit_code == 1
    assert "This is a photo" in result.stderr
    assert "cannot be opened" in result.stderr
    assert len(home.beats()) == 740
    assert "refused" in json.loads(bring(home, photo, "--json").stdout)[0]


def test_options_supply_a_missing_start_and_zone(home, tmp_path):
    plain = tmp_path / "plain.txt"
    plain.write_text("900\n" * 400)
    result = bring(home, plain, "--began-at", "2026-03-04T07:00", "--zone", "Europe/London")

    assert "Recorded from 4 Mar 2026, 07:00:00 to 4 Mar 2026, 07:06:00, time zone Europe/London." in result.stdout


@pytest.mark.parametrize("words", [("--began-at", "soon"), ("--began-at", "2026-01-01", "--zone", "X")])
def test_invalid_moment_is_refused_before_sending(file, words):
    result = pulsro("import", file, *words, env={"PULSRO_DEVICE_TOKEN": "t"})

    assert (result.exit_code, "is no moment" in result.stderr) == (2, True)


def test_annotation_rate_is_read_from_the_header_beside_them(home, tmp_path):
    samples = np.cumsum([100] * 400)
    words = b"".join(struct.pack("<H", 1 << 10 | step) for step in np.diff(samples, prepend=0))
    (tmp_path / "nsr.ecg").write_bytes(words + b"\0\0")
    missing = bring(home, tmp_path / "nsr.ecg", "--began-at", "2026-03-04T06:00+00:00")
    (tmp_path / "nsr.hea").write_text("nsr 0 128/1.0 0\n")
    found = bring(home, tmp_path / "nsr.ecg", "--began-at", "2026-03-04T06:00+00:00")

    assert "third word in the .hea file" in missing.stderr
    assert "399 heartbeats were added." in found.stdout


def test_annotations_are_analysed_with_their_rate(tmp_path):
    words = struct.pack("<H", 1 << 10 | 100) * 400
    (tmp_path / "nsr.ecg").write_bytes(words + b"\0\0")
    told = json.loads(pulsro("analyse", tmp_path / "nsr.ecg", "--rate", "128", "--json").stdout)

    assert (told["format"], told["n_beats"]) == ("wfdb-annotations", 399)
    assert "third word in the .hea file" in pulsro("analyse", tmp_path / "nsr.ecg").stderr


def test_large_files_are_compressed_for_upload(home, file, monkeypatch):
    monkeypatch.setattr(import_files, "PACKED_FROM_BYTES", 100)

    assert import_files._packed(b"8" * 101)[:2] == gzip.compress(b"")[:2]
    assert bring(home, file).exit_code == 0


def test_only_what_is_taken_of_a_large_file_is_sent(home, tmp_path, monkeypatch):
    monkeypatch.setattr(import_files, "LARGEST_AS_IT_IS", 100)
    (tmp_path / "export.xml").write_bytes(export_samples.apple())
    sent = []
    monkeypatch.setattr(import_files, "_packed", lambda content: sent.append(content) or content)
    result = bring(home, tmp_path / "export.xml", "--zone", "Europe/Copenhagen")

    assert result.exit_code == 0
    assert "export.xml: apple-health" in result.stdout
    assert "3 days were added" in result.stdout
    assert "One value of SDNN was left out" in result.stdout
    assert b"HealthData" not in sent[0]
    assert len(sent[0]) < len(export_samples.apple()) / 2


def test_large_file_is_read_on_this_computers_clock(tmp_path, monkeypatch):
    zoned = tmp_path / "zoneinfo" / "Europe" / "Oslo"
    zoned.parent.mkdir(parents=True)
    zoned.touch()
    monkeypatch.setattr(import_files, "LOCAL_TIME", zoned)
    assert import_files._own_zone() == "Europe/Oslo"
    monkeypatch.setattr(import_files, "LOCAL_TIME", tmp_path / "none")
    assert import_files._own_zone() == "UTC"


def test_preview_needs_no_server_and_sends_nothing(file, tmp_path):
    (tmp_path / "days.csv").write_text("date,rMSSD\n2026-03-01,50\n")
    (tmp_path / "plain.txt").write_text("900\n" * 40)
    result = pulsro("import", "--look", file, tmp_path / "days.csv", tmp_path / "plain.txt")

    assert result.exit_code == 0
    assert "Beats: 740 in 0.2 h, began 4 Mar 2026, 06:00:00 UTC, unbroken stretches: 1." in result.stdout
    assert "Readings of days: 1, from 1 Mar 2026 to 1 Mar 2026." in result.stdout
    assert "date unknown" in result.stdout
    assert result.stdout.count("Nothing was sent.") == 3


def test_preview_of_missing_file_or_zone_is_refused(tmp_path, file):
    assert pulsro("import", "--look", tmp_path / "nothing").exit_code == 1
    assert "is no time zone" in pulsro("import", "--look", file, "--zone", "Nowhere").stderr


def test_import_without_token_or_server_gives_advice(file):
    assert "This computer is not paired" in pulsro("import", file).stderr
    away = pulsro("import", file, "--server", "http://127.0.0.1:9", env={"PULSRO_DEVICE_TOKEN": "t"})
    assert (away.exit_code, "cannot be reached" in away.stderr) == (1, True)


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (401, "{}", "does not accept this device any more"),
        (404, "{}", "not Pulsro"),
        (503, '{"detail": "The record is busy."}', "The record is busy."),
        (500, "{}", "busy or has a problem (status 500)"),
        (422, "{}", "The server refused this file (status 422)."),
    ],
)
def test_every_answer_of_a_server_ends_in_a_sentence(tmp_path, status, body, says):
    file = tmp_path / "one.txt"
    file.write_text("800")
    with open_door() as door:
        door.answers.append((status, {}, body))
        result = pulsro("import", file, "--server", door.url, env={"PULSRO_DEVICE_TOKEN": TOKEN})

    assert (result.exit_code, says in result.stderr) == (1, True)


def test_progress_bar_shows_sending_then_computing_windows(tmp_path):
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    with ImportView([tmp_path / "a.fit", tmp_path / "b.fit"], console=console) as view:
        view.advance(1)  # nothing has begun
        view.begin(tmp_path / "a.fit", 100)
        view.advance(60)
        task = view._bars.tasks[-1]
        assert (task.description, task.completed, task.total) == ("a.fit: sending", 60, 100)
        view.advance(40)
        assert view._bars.tasks[-1].description == "a.fit: computing windows"
        view.end(tmp_path / "a.fit")
        view.end(tmp_path / "b.fit")

    assert view._bars.tasks[0].completed == 2


# ---------------------------------------------------------------------------- export


def take(home, out, *words, **more):
    return pulsro("export", out, "--since", "2026-03-04", "--server", home.url, *words, **more)


@pytest.mark.parametrize("form", Form)
def test_imported_beats_export_unchanged(home, file, night, tmp_path, form):
    bring(home, file)
    result = take(home, tmp_path / "out", "--form", form.value, "--link", home.link())

    assert (result.exit_code, result.stdout) == (0, f"Written to {tmp_path / 'out'}.\n")
    assert read(tmp_path / "out").series.rr_ms.tolist() == night.rr_ms.tolist()


def test_a_password_signs_in_too(home, file, tmp_path):
    bring(home, file)
    asked = take(home, tmp_path / "one", input=f"{home.email}\na quiet morning\n")
    given = take(home, tmp_path / "two", "--email", home.email, env={"PULSRO_PASSWORD": "a quiet morning"})

    assert (asked.exit_code, given.exit_code) == (0, 0)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_failed_export_is_explained(home, file, tmp_path):
    bring(home, file)
    wrong = take(home, tmp_path / "out", "--email", home.email, env={"PULSRO_PASSWORD": "guess"})
    empty = pulsro("export", tmp_path / "out", "--since", "2020-01-01", "--server", home.url, "--link", home.link())
    nowhere = take(home, tmp_path / "no" / "where", "--link", home.link())

    assert (wrong.exit_code, "Signing in did not work." in wrong.stderr) == (1, True)
    assert (empty.exit_code, "no heartbeats on these days" in empty.stderr) == (1, True)
    assert (nowhere.exit_code, "cannot be written" in nowhere.stderr) == (1, True)


def test_export_never_overwrites_and_reports_an_absent_server(file, tmp_path):
    assert "is there already" in pulsro("export", file, "--since", "2026-03-04").stderr
    away = pulsro("export", tmp_path / "x", "--since", "2026-03-04", "--server", "http://127.0.0.1:9", "--link", "l")
    assert "cannot be reached" in away.stderr


@pytest.mark.parametrize(("language", "said"), [("da", "findes allerede"), ("nb", "finnes allerede")])
def test_export_speaks_the_language_of_the_terminal(monkeypatch, tmp_path, language, said):
    monkeypatch.setenv(VARIABLE, language)
    there = tmp_path / "beats.csv"
    there.write_text("mine")
    refused = CliRunner().invoke(app, ["export", str(there), "--since", "2026-03-04"])
    assert said in refused.output
    assert "there already" not in refused.output


@pytest.mark.parametrize("command", ["import", "export"])
def test_help_of_import_and_export_is_in_danish(monkeypatch, command):
    monkeypatch.setenv(VARIABLE, "da")
    shown = CliRunner().invoke(app, [command, "--help"]).output
    assert {"import": "Decimaltegn", "export": "Den første dag"}[command] in shown
