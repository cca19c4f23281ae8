from __future__ import annotations

import io
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from rich.console import Console
from typer.testing import CliRunner

from cli.main import app
from cli.straps import gateway_run
from cli.straps.gateway_view import FEW, GatewayLines, GatewayTable
from hrv.beats import BeatSeries
from hrv.recording_kind import RecordingKind
from sensors.ble.scan import FoundStrap
from sensors.host_clock import Difference
from sensors.texts import LINK_LOST
from sensors.upload import texts as upload
from sensors.upload.blocks import BeatBlock
from sensors.upload.carrier import StrapLine
from sensors.upload.pairings import Pairings
from sensors.upload.spool import Spool, SpoolCount
from tests.sensors.door import TOKEN, open_door

FOUND = (FoundStrap("C0:11:22:33:44:55", "Polar H10", -50, None), FoundStrap("C0:22", "TICKR", -80, None))
PAIRED = (201, {}, f'{{"token": "{TOKEN}", "name": "my morning strap"}}')


@pytest.fixture
def door():
    with open_door() as opened:
        yield opened


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """What this user keeps is kept in a folder of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("PULSRO_DEVICE_TOKEN", raising=False)
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    return tmp_path / "state" / "pulsro"


@pytest.fixture
def pairings(home):
    return Pairings(home / "gateway")


def pulsro(*words, says=""):
    return CliRunner().invoke(app, list(words), input=says)


def add(door, *words, says="bcdf ghjk\n"):
    door.answers = [PAIRED]
    return pulsro("gateway", "add", "--server", f"{door.url}/", *words, says=says)


def keep(spool, blocks=1):
    spool.open_run(source="a", kind=RecordingKind.WORKDAY)
    for number in range(blocks):
        spool.put(BeatBlock("a", number, BeatSeries.from_rr([800.0] * 3)))


# ---------------------------------------------------------------------------- straps come and go
def test_strap_is_added_by_code_without_a_token_argument(door, pairings):
    result = add(door, "--strap", "C0:11:22:33:44:55")
    (pairing,) = pairings.all()

    assert result.exit_code == 0
    assert f"Strap 1 is paired: my morning strap. Its heartbeats go to {door.url}.\n" in result.stdout
    assert "The code on your page" in result.stderr
    assert (pairing.strap, pairing.token, pairing.server) == ("C0:11:22:33:44:55", TOKEN, door.url)


def test_a_code_that_is_not_accepted_pairs_nothing(door, pairings):
    door.answers = [(422, {}, '{"detail": "This code is too old."}')]
    result = pulsro("gateway", "add", "--server", door.url, "--simulated", says="x\n")

    assert (result.exit_code, "This code is too old." in result.stderr) == (2, True)
    assert pairings.all() == ()


@pytest.mark.parametrize("content", ["", "[]", "{}", "no json"])
def test_strap_with_unreadable_pairing_can_be_removed(door, pairings, content):
    add(door, "--strap", "C0:11:22:33:44:55")
    (pairings.spool_path(1).parent / "pairing.json").write_text(content)
    assert "Remove strap 1" in pulsro("gateway", "list").stderr

    assert "Strap 1 is removed" in pulsro("gateway", "remove", "1").stdout
    assert pairings.numbers() == ()


@pytest.mark.parametrize("strap", ["Polar H10", "h10", "C0:11", "C0:11:22:33:44:55:66"])
def test_a_strap_that_might_be_somebody_elses_is_not_added(door, strap):
    result = add(door, "--strap", strap)

    assert result.exit_code != 0
    assert "Give the address" in result.stderr
    assert door.requests == []


def test_the_same_strap_is_not_added_twice(door):
    add(door, "--strap", "C0:11:22:33:44:55")

    assert "paired already, as strap 1" in add(door, "--strap", "c0:11:22:33:44:55").stderr


def test_simulated_straps_are_all_different(door, pairings):
    add(door, "--simulated"), add(door, "--simulated")

    assert [pairing.strap for pairing in pairings.all()] == ["simulated:1", "simulated:2"]


def test_without_a_terminal_the_strap_has_to_be_named(door):
    assert "Say which strap with --strap" in add(door).stderr


def test_terminal_offers_only_nearby_straps_that_are_free(door, pairings, monkeypatch):
    async def scan(*, seconds):
        return FOUND

    monkeypatch.setattr("sensors.ble.scan.scan", scan)
    monkeypatch.setattr("cli.straps.gateway._is_terminal", lambda: True)
    add(door, "--strap", "C0:11:22:33:44:55")
    result = add(door, says="7\n1\nBCDF-GHJK\n")
    assert result.exit_code == 0
    assert "TICKR" in result.stderr
    assert "Polar H10" not in result.stderr
    assert [pairing.strap for pairing in pairings.all()] == ["C0:11:22:33:44:55", "C0:22"]
    assert "Every strap that is worn nearby is paired already" in add(door).stderr


def test_the_list_shows_what_is_paired_and_what_waits(door, pairings):
    assert "No strap is paired" in pulsro("gateway", "list").stdout
    add(door, "--strap", "C0:11:22:33:44:55")
    with pairings.spool_of(1) as spool:
        keep(spool, blocks=2)
        spool.set_aside("a", 0, reason=upload.SERVER_SAID(sentence="No."))
    shown = " ".join(pulsro("gateway", "list").stdout.split())

    assert "morning" in shown
    assert "C0:11:22:33:44:55" in shown
    assert "3 beats" in shown
    assert "1 block" in shown


def test_strap_with_unsent_beats_is_removed_only_if_confirmed(door, pairings):
    add(door, "--strap", "C0:11:22:33:44:55")
    with pairings.spool_of(1) as spool:
        keep(spool)
    refused = pulsro("gateway", "remove", "1")
    assert (refused.exit_code, "3 beats of strap 1 were not sent yet" in refused.stderr) == (2, True)

    assert "is removed here" in pulsro("gateway", "remove", "1", "--even-unsent").stdout
    assert "There is no strap 1 here" in pulsro("gateway", "remove", "1").stderr
    assert pairings.all() == ()


def test_invalid_folder_is_reported(tmp_path):
    (tmp_path / "file").write_text("")
    result = pulsro("gateway", "list", "--folder", str(tmp_path / "file"))

    assert (result.exit_code, "cannot be used" in result.stderr) == (2, True)


# ---------------------------------------------------------------------------- one's own computer
def test_after_pairing_no_token_is_needed_any_more(door, home):
    door.answers = [PAIRED]
    paired = pulsro("strap", "pair", "--server", door.url, says="BCDF-GHJK\n")
    sent = pulsro("simulate", "--minutes", "1", "--past")

    assert f"Paired: my morning strap. `pulsro strap send` sends its heartbeats to {door.url}.\n" in paired.stdout
    assert sent.exit_code == 0
    assert door.beats > 40
    assert Pairings(home / "own").all()[0].token == TOKEN
    assert (
        "not paired with anybody's page at http://other"
        in pulsro("simulate", "--minutes", "1", "--past", "--server", "http://other").stderr
    )


# ---------------------------------------------------------------------------- what waits
def test_refused_blocks_show_a_reason_and_can_be_retried(door, pairings, home):
    add(door, "--strap", "C0:11:22:33:44:55")
    with pairings.spool_of(1) as spool:
        keep(spool, blocks=2)
        spool.set_aside("a", 0, reason=upload.SERVER_SAID(sentence="It lies in the future."))
    with Spool(home / "x.spool") as spool:
        keep(spool)
    assert pulsro("spool").stdout.splitlines() == [
        "gateway, strap 1: beats that wait: 3; blocks set aside: 1.",
        "  refused: It lies in the future.",
        "x.spool: beats that wait: 3; blocks set aside: 0.",
    ]
    assert "  One block is sent again." in pulsro("spool", "--again").stdout
    assert "beats that wait: 6; blocks set aside: 0" in pulsro("spool").stdout


def test_empty_spool_folder_says_so(tmp_path):
    assert pulsro("spool", "--folder", str(tmp_path / "nowhere")).stdout == "Nothing was ever kept here.\n"


# ---------------------------------------------------------------------------- running
def test_gateway_command_starts_without_the_command_parser(monkeypatch, tmp_path):
    ran = []
    monkeypatch.setattr("os.execv", lambda program, words: ran.append((program, words)))
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    pulsro("gateway", "--plain"), pulsro("gateway", "--folder", "here")

    start = [sys.executable, "-P", "-m", "cli.straps.gateway_run"]
    assert ran == [
        (sys.executable, [*start, str(tmp_path / "state"), "--plain"]),
        (sys.executable, [*start, "here"]),
    ]


def running(folder):
    command = [sys.executable, "-m", "cli.straps.gateway_run", str(folder), "--plain"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_gateway_prints_progress_lines_and_ends_cleanly(door, pairings):
    add(door, "--simulated")
    with running(pairings.folder) as gateway:
        told = [gateway.stdout.readline() for _ in range(2)]
        second = running(pairings.folder)
        assert "A gateway runs already" in second.communicate()[1]
        assert second.returncode == 2
        gateway.send_signal(signal.SIGTERM)
        gateway.communicate()

    assert told[0] == "strap 1 (my morning strap): searching\n"
    assert "strap heard" in told[1]
    assert gateway.returncode == 0


def test_a_pairing_that_cannot_be_read_ends_it_with_a_sentence(pairings, monkeypatch, capsys):
    pairings.add(name="x", server="nowhere", token=TOKEN, strap="simulated:1", now=datetime.now(UTC))
    monkeypatch.setattr(sys, "argv", ["gateway", str(pairings.folder), "--plain"])
    with pytest.raises(SystemExit) as ended:
        gateway_run.main()

    assert ended.value.code == 2
    assert "is not a server's address" in capsys.readouterr().err


# ---------------------------------------------------------------------------- what is shown
class Shown:
    """A gateway that is in the state the test wants."""

    def __init__(self, *lines, trouble=None):
        self.told, self.trouble = lines, trouble

    def lines(self):
        return self.told


def line(number=1, **changed):
    facts = {
        "number": number,
        "name": f"desk {number}",
        "state": "listening",
        "bpm": 61,
        "age_s": 1.0,
        "battery_percent": 87,
        "beats": 240,
        "spool": SpoolCount(1, 4, 0),
        "trouble": None,
        "is_stopped": False,
        "clock": Difference(0.1, 0.1),
    }
    return StrapLine(**facts | changed)


def drawn(gateway):
    console = Console(file=io.StringIO(), width=140)
    console.print(GatewayTable(gateway, console).picture())
    return " ".join(console.file.getvalue().split())


def test_a_row_shows_heart_rate_age_and_what_waits():
    shown = drawn(Shown(line(1), line(2, age_s=200.0, battery_percent=None), line(3, age_s=None, bpm=None)))

    assert "1 of 3 straps heard · 12 beats wait for the server" in shown
    assert "1 desk 1 listening 61 bpm 1 s ago 87 % 240 4 -" in shown
    assert "2 desk 2 listening - 0:03:20 ago - 240 4 -" in shown
    assert "3 desk 3 listening - not yet 87 % 240 4 -" in shown


def test_each_sentence_appears_once_with_its_straps():
    away = upload.UNREACHABLE(server="http://127.0.0.1")
    shown = drawn(Shown(line(1, trouble=away), line(2, trouble=away), line(3, spool=SpoolCount(0, 0, 2)), line(4)))
    everybody = drawn(
        Shown(
            line(1, trouble=away), line(2, trouble=away), trouble=upload.PAIRINGS_FOLDER(path="here", why="it is gone")
        )
    )

    assert f"Straps 1, 2: {away}" in shown
    assert "Strap 3: The server refused some heartbeats. `pulsro spool` says why." in shown
    assert f"All straps: {away}" in everybody
    assert "here cannot be used: it is gone." in everybody


@pytest.mark.parametrize(("offset_s", "words"), [(3725.0, "1:02:05 slow"), (-8.0, "0:00:08 fast"), (4.0, None)])
def test_wrong_clock_is_shown(offset_s, words):
    shown = drawn(Shown(line(clock=Difference(offset_s, 0.1))))

    assert (f"This computer's clock is {words}." in shown) if words else ("clock" not in shown)


def test_a_gateway_without_straps_says_how_to_add_one():
    assert "pulsro gateway add" in drawn(Shown())


@pytest.mark.parametrize("n_straps", [1, FEW + 1])
def test_terminal_table_updates_itself(n_straps):
    import asyncio

    console = Console(file=io.StringIO(), width=140, force_terminal=True)
    table = GatewayTable(Shown(*(line(n) for n in range(n_straps))), console)

    async def look():
        showing = asyncio.create_task(table.show())
        while "desk" not in console.file.getvalue():  # noqa: ASYNC110 - a terminal tells nobody that it was written to
            await asyncio.sleep(0.01)
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)

    asyncio.run(look())


def test_lines_report_only_changes():
    console = Console(file=io.StringIO(), width=40)
    gateway = Shown(line(1))
    lines = GatewayLines(gateway, console)
    for told in ((line(1),), (line(1, trouble=LINK_LOST()),), (line(1, trouble=LINK_LOST()),), (line(1),), ()):
        gateway.told = told
        lines.tell()

    assert console.file.getvalue().splitlines() == [
        "strap 1 (desk 1): listening",
        "1 of 1 strap heard · 4 beats wait for the server",
        f"strap 1 (desk 1): {LINK_LOST.one}",
        "strap 1 (desk 1): working again",
    ]
