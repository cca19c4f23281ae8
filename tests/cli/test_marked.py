"""Every text of the command line is marked: seen in the pseudo-locale, in which each message stands in brackets."""

from __future__ import annotations

import importlib
import pkgutil
import re
import string
from datetime import UTC, datetime

import pytest
import typer
from typer import rich_utils
from typer.testing import CliRunner

import cli
import sensors
from cli.main import app
from cli.shared.terminal import VARIABLE, language, paragraphs
from cli.shared.translated import HELP_OPTION, OWN_WORDS, USAGE
from hrv.beats import BeatSeries
from hrv.recording_kind import RecordingKind
from messages import Reader, sentence
from messages.catalogues import PSEUDO
from messages.extraction import extracted
from messages.message import TEXTS
from sensors.recordings.registry import formats
from sensors.upload.blocks import BeatBlock
from sensors.upload.pairings import Pairings
from sensors.upload.texts import SERVER_SAID
from tests.cli.unmarked import FRAMES, KINDS_OF_VALUES, PLACES, shapes_of

ROOMS = ("cli.", "sensors.")


@pytest.fixture(autouse=True)
def pseudo(monkeypatch):
    monkeypatch.setenv(VARIABLE, PSEUDO)
    monkeypatch.setattr(rich_utils, "MAX_WIDTH", 2000)


def commands(command, name="pulsro"):
    yield name, command
    for each in getattr(command, "commands", {}).values():
        yield from commands(each, f"{name} {each.name}")


COMMANDS = dict(commands(typer.main.get_command(app)))


def run(*arguments, **options):
    return CliRunner().invoke(app, arguments, prog_name="pulsro", **options)


def unmarked(shown):
    """What is left of a text when every bracketed message is taken out of it, innermost first."""
    inner = re.compile(r"\[!! (?:(?!\[!! ).)*? !!\]", re.DOTALL)
    while (rest := inner.sub(" ", shown)) != shown:
        shown = rest
    return shown


def letters_of(text):
    return [word for word in text.split() if any(letter in string.ascii_letters for letter in word)]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command_is_made_of_messages(name):
    shown = run(*name.split()[1:], "--help").output
    options = {option for param in COMMANDS[name].params for option in (*param.opts, *param.secondary_opts)}
    places = set().union(*(shapes_of(param.name) for param in COMMANDS[name].params))
    names = {*name.split(), *options, *places, *getattr(COMMANDS[name], "commands", {}), "--help"}

    left = {word.strip(FRAMES) for line in unmarked(shown).splitlines() for word in letters_of(line)}

    assert "[!! " in shown
    assert {word for word in left - names - PLACES if not KINDS_OF_VALUES.fullmatch(word)} == set()


def test_every_help_text_is_collected_for_translators():
    collected = {message.id if isinstance(message.id, str) else message.id[0] for message in extracted()}
    shown = [command.help for command in COMMANDS.values()]
    shown += [param.help for command in COMMANDS.values() for param in command.params]
    texts = [paragraph for text in shown if text for paragraph in paragraphs(text)]

    assert len(texts) > 80
    assert [text for text in (*texts, *OWN_WORDS.values(), USAGE, HELP_OPTION) if text not in collected] == []


def test_typers_own_words_are_those_that_are_translated():
    assert {name: getattr(rich_utils, name) for name in OWN_WORDS} == OWN_WORDS
    assert {name for name in vars(rich_utils) if name.endswith(("_TITLE", "_TEXT", "_STRING", "H_HELP"))} == {
        *OWN_WORDS,
        "RANGE_STRING",
        "REQUIRED_SHORT_STRING",
    }


def load(package):
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if found.name.endswith("texts"):
            importlib.import_module(found.name)


def test_every_text_of_the_rooms_is_collected_for_translators():
    load(cli)
    load(sensors)
    formats()
    collected = {message.id if isinstance(message.id, str) else message.id[0] for message in extracted()}
    ours = [text for code, text in TEXTS.items() if code.startswith(ROOMS)]

    assert len(ours) > 250
    assert [text.code for text in ours if text.one not in collected] == []


def test_every_text_of_the_rooms_can_be_said():
    load(cli)
    load(sensors)
    for code, text in list(TEXTS.items()):
        if code.startswith(ROOMS):
            names = set(re.findall(r"%\((\w+)\)s", text.one + text.many))
            said = sentence(
                text(**{name: 2 if name == text.by else "x" for name in {*names, text.by} - {""}}), Reader(PSEUDO)
            )
            assert unmarked(said).strip() == "", code


@pytest.mark.parametrize(
    "call",
    [
        ["serve", "--port", "x"],
        ["serve", "--port", "70000"],
        ["simulate", "--hr", "x"],
        ["simulate", "--hr", "5"],
        ["simulate", "--kind", "foo"],
        ["export", "out.csv", "--since", "foo"],
        ["export"],
        ["export", "out.csv", "--since"],
        ["foo"],
        ["serv"],
        ["serve", "--foo"],
        ["serve", "--prot", "1"],
        ["serve", "a", "b"],
        ["serve", "--clock=3"],
        ["gateway", "remove", "x"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_is_answered_in_messages_alone(call):
    result = run(*call)

    assert result.exit_code == 2
    assert "This call cannot be understood" not in result.stderr
    left = {word.strip(FRAMES) for word in letters_of(unmarked(result.stderr))}
    assert left - {"pulsro", *call} - PLACES - {"{out}", "{number}"} == set()


def assert_marked(result, *allowed):
    left = [word for line in unmarked(result.output).splitlines() for word in letters_of(line)]
    assert [word for word in left if word.strip(FRAMES) not in allowed] == []
    assert "[!! " in result.output


@pytest.fixture
def recording(tmp_path):
    file = tmp_path / "rest.txt"
    file.write_text("\n".join(str(800 + 40 * (n % 5)) for n in range(900)))
    return file


def test_analysis_speaks_in_messages(recording):
    assert_marked(run("analyse", str(recording), "--all"))
    assert_marked(run("analyse", str(recording.with_name("nothing.txt"))))


def test_backtest_speaks_in_messages(tmp_path):
    file = tmp_path / "days.csv"
    file.write_text(
        "person,day,ln_rmssd,kind\n" + "".join(f"anna,2026-01-{n:02},3.7,check\n" for n in (2, 1, *range(3, 20)))
    )
    assert_marked(run("backtest", str(file)), "anna")
    file.write_text("person,day,ln_rmssd\nanna,2026-01-01,41\n")
    assert_marked(run("backtest", str(file)))


def test_preview_of_a_file_speaks_in_messages(recording, tmp_path):
    assert_marked(run("import", "--look", str(recording)))
    days = tmp_path / "days.csv"
    days.write_text("date,rmssd,recovery points\n2026-03-01,41,7\n2026-03-02,,7\n")
    assert_marked(run("import", "--look", str(days)))
    assert_marked(run("import", "--look", str(tmp_path)))


def test_doctor_speaks_in_messages(tmp_path, monkeypatch):
    monkeypatch.setenv("PULSRO_DATA_DIR", str(tmp_path))
    assert_marked(run("doctor"))


def test_simulated_strap_without_a_server_speaks_in_messages(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert_marked(run("simulate", "--minutes", "1", "--past"))
    assert_marked(run("simulate", "--past"))
    assert_marked(run("spool"))
    assert_marked(run("gateway", "list"))
    assert_marked(run("gateway", "remove", "1"))


def test_spools_that_wait_and_their_straps_speak_in_messages(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    pairings = Pairings(tmp_path / "pulsro" / "gateway")
    now = datetime(2026, 11, 21, tzinfo=UTC)
    pairings.add(name="morning", server="http://127.0.0.1:1", token="t" * 20, strap="C0:11", now=now)
    with pairings.spool_of(1) as spool:
        spool.open_run(source="a", kind=RecordingKind.WORKDAY)
        for number in range(2):
            spool.put(BeatBlock("a", number, BeatSeries.from_rr([800.0] * 3)))
        spool.set_aside("a", 0, reason=SERVER_SAID(sentence="[!! No. !!]"))

    assert_marked(run("gateway", "list"), "morning", "C0:11", "http:/…", "Nov")
    assert_marked(run("gateway", "remove", "1"))
    assert_marked(run("spool"), "gateway")
    assert_marked(run("spool", "--again"), "gateway")


def test_strap_without_bluetooth_speaks_in_messages(tmp_path, monkeypatch):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")
    assert_marked(run("strap", "scan"))
    assert_marked(run("strap", "watch"))


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "xx_XX.UTF-8"}, "en"),
        ({VARIABLE: "en", "LANG": "xx_XX.UTF-8"}, "en"),
        ({"LANG": "qps"}, "en"),
        ({VARIABLE: "qps", "LC_ALL": "C"}, "qps"),
    ],
)
def test_language_is_the_one_that_the_environment_names(monkeypatch, environment, spoken):
    for name in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert language() == spoken


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({"LANG": "da_DK.UTF-8"}, "da"),
        ({"LANG": "no_NO.UTF-8"}, "nb"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "nb_NO"}, "nb"),
        ({"LC_MESSAGES": "nb_NO", "LC_ALL": "da"}, "da"),
        ({"LC_ALL": "da", VARIABLE: "nb"}, "nb"),
    ],
)
def test_language_is_found_where_there_is_a_catalogue(monkeypatch, environment, spoken):
    monkeypatch.setattr("cli.shared.terminal.languages", lambda: ("en", "da", "nb"))
    for name in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert language() == spoken
