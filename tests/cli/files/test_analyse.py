from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from typer.testing import CliRunner

from cli.files import analyse as module
from cli.files.window_texts import OF_INTERVALS
from cli.main import app
from hrv import NextReading, next_readings, parasympathetic_view
from hrv.spectral.spectrum import METHOD
from hrv.windows.window import Window

KEYS = [
    "file", "format", "started_at", "n_beats", "assumptions", "left_out", "engine", "lf_hf_method", "intervals",
    "windows", "next_readings",
]  # fmt: skip


@pytest.fixture
def recording(tmp_path):
    dice = np.random.default_rng(1)
    breath = 30 * np.sin(2 * np.pi * 0.25 * 0.9 * np.arange(400))
    file = tmp_path / "rest.txt"
    file.write_text("\n".join(f"{rr:.0f}" for rr in 900 + breath + dice.normal(0, 8, 400)))
    return file


def analyse(*arguments):
    return CliRunner().invoke(app, ["analyse", *map(str, arguments)])


def window_of(printed):
    """The window that was printed, whose causes of absence come as sentences and as codes."""
    stored = {name: value for name, value in printed.items() if name != "why_codes"}
    return Window.from_json(stored | {"why": printed["why_codes"]})


def test_table_shows_the_file_and_a_row_for_each_window(recording):
    result = analyse(recording)
    first, second, assumed, header, *rows, intervals, method = result.stdout.splitlines()

    assert result.exit_code == 0
    assert first == "rest.txt: rr-text, date unknown, 0.1 h, 400 beats in 1 unbroken stretch."
    assert second == "Windows: 1 good."
    assert assumed.startswith("Nothing in the file shows the unit of its intervals. They were taken as ms")
    assert assumed.endswith("The option is --unit, for example --unit ms.")
    assert header.split()[:5] == ["from", "quality", "beats", "HR", "RMSSD"]
    assert len(rows) == 1
    assert rows[0].split()[:2] == ["0:00:00", "good"]
    assert header.split()[-2:] == ["rhythm", "next"]
    assert intervals == str(OF_INTERVALS())
    assert method == f"LF and HF: {METHOD}."


def test_a_program_gets_every_value_of_every_window(recording):
    told = json.loads(analyse(recording, "--json", "--window", 120, "--hop", 120).stdout)

    assert list(told) == KEYS
    assert (told["file"], told["format"], told["started_at"], told["n_beats"]) == (str(recording), "rr-text", None, 400)
    windows = [window_of(window) for window in told["windows"]]
    assert [window.end_s - window.start_s for window in windows] == pytest.approx([120.0] * len(windows))
    assert all(window.rmssd_ms > 0 for window in windows)


def test_both_intervals_are_told_apart(recording):
    told = json.loads(analyse(recording, "--json", "--window", 60, "--hop", 60).stdout)
    windows = [window_of(window) for window in told["windows"]]

    assert [NextReading.from_json(each) for each in told["next_readings"]] == list(next_readings(windows))
    assert set(told["intervals"]) == {"within_reading", "next_reading"}
    first, expected = told["windows"][0], told["next_readings"][0]["rmssd_ms"]
    assert expected["lo"] < first["rmssd_ms_lo"] < first["rmssd_ms_hi"] < expected["hi"]


def test_neurokit_computes_when_asked_and_says_so(recording):
    ours, theirs = (json.loads(analyse(recording, "--json", *extra).stdout) for extra in ([], ["--engine", "neurokit"]))

    assert (ours["engine"], theirs["engine"]) == ("bulk", "neurokit")
    for name, value in theirs["windows"][0].items():
        same = pytest.approx(value, rel=1e-6) if isinstance(value, float) else value
        assert ours["windows"][0][name] == same


@pytest.mark.nightly
def test_several_processes_print_what_one_prints(recording, monkeypatch):
    alone = analyse(recording, "--json", "--engine", "neurokit", "--hop", 5).stdout
    monkeypatch.setattr(module, "PAYS_FROM_WINDOWS", 1)
    monkeypatch.setattr(module, "_cpus", lambda: 2)

    assert analyse(recording, "--json", "--engine", "neurokit", "--hop", 5).stdout == alone


def test_a_quick_answer_loads_nothing_heavy(recording):
    asked = f"import sys; sys.argv = ['pulsro', 'analyse', {str(recording)!r}, '--json']; from cli.main import run\n"
    loaded = "print(sorted({'neurokit2', 'scipy', 'pandas', 'rich'} & set(sys.modules)), file=sys.stderr)"
    script = f"{asked}try:\n    run()\nexcept SystemExit:\n    {loaded}"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert json.loads(result.stdout)["engine"] == "bulk"
    assert result.stderr == "[]\n"


def test_all_option_shows_every_index_and_z_value(recording):
    shown = analyse(recording, "--all").stdout
    header = next(line for line in shown.splitlines() if "SD1" in line)

    assert "z of RR z of RMSSD z of SD1 share" in " ".join(header.split())
    assert "assumed correlation" in shown
    assert "DFA alpha 1" in shown.splitlines()[-1]
    assert "longest unbroken run of 400 beats" in shown.splitlines()[-1]


def test_json_with_all_adds_views_and_keeps_windows_unchanged(recording):
    plain, more = (json.loads(analyse(recording, "--json", *extra).stdout) for extra in ([], ["--all"]))
    views = [window.pop("parasympathetic") for window in more["windows"]]

    assert list(more) == [*KEYS, "complexity"]
    assert more["windows"] == plain["windows"]
    assert views == [parasympathetic_view(window_of(window)).to_json() for window in plain["windows"]]
    assert more["complexity"]["n_beats"] == 400
    assert 0 < more["complexity"]["dfa_alpha1"] < 2
    assert more["complexity"]["sample_entropy"] > 0


def test_too_few_beats_explain_missing_complexity(tmp_path):
    file = tmp_path / "short.txt"
    file.write_text("800 810 790")

    assert "sample entropy: none. Fewer than 120 clean heartbeats" in analyse(file, "--all").stdout
    assert json.loads(analyse(file, "--all", "--json").stdout)["complexity"]["dfa_alpha1"] is None


def test_absent_value_is_null_with_a_reason(tmp_path):
    file = tmp_path / "noise.txt"
    file.write_text(" ".join(f"{rr:.0f}" for rr in np.random.default_rng(2).uniform(300, 1900, 400)))
    told = json.loads(analyse(file, "--json").stdout)

    absent = [(name, window["why"]) for window in told["windows"] for name, value in window.items() if value is None]
    assert absent
    assert all(why[name] for name, why in absent)


def test_recording_with_a_date_shows_its_start(tmp_path):
    file = tmp_path / "rr.csv"
    file.write_text("timestamp,rr\n" + "\n".join(f"{1_624_000_000_000 + 900 * n},900" for n in range(400)))

    assert "began 18 Jun 2021, 07:06:40 UTC" in analyse(file).stdout
    assert json.loads(analyse(file, "--json").stdout)["started_at"] == "2021-06-18T07:06:40+00:00"
    assert "07:06:" in analyse(file).stdout


def test_a_recording_too_short_for_a_window_says_so(tmp_path):
    file = tmp_path / "short.txt"
    file.write_text("800 810 790")

    assert "too short for a window" in analyse(file).stdout
    assert json.loads(analyse(file, "--json").stdout)["windows"] == []


@pytest.mark.parametrize("content", [b"", b"[Params]", b"\xff\x00\xfe", b"1 5 9 9 9"])
def test_bad_input_gets_one_sentence_and_status_2(tmp_path, content):
    file = tmp_path / "rr.txt"
    file.write_bytes(content)
    result = analyse(file)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert result.stderr.endswith(".\n")


def stamped(rr, form="%d/%m/%Y %H:%M:%S.%f"):
    """Rows of a table whose days can be read in two orders."""
    stamps = datetime(2026, 3, 4, 7, tzinfo=UTC) + np.cumsum(rr) * timedelta(milliseconds=1)
    return "time;rr\n" + "\n".join(f"{stamp:{form}};{value}" for stamp, value in zip(stamps, rr, strict=True))


RR = np.random.default_rng(3).normal(830, 30, 400).round().astype(int).tolist()
COLUMNS = "rr;nn\n" + "\n".join(f"{rr};{rr + 9}" for rr in RR)
SAMPLES = "\n".join(str(rr // 4) for rr in RR)


@pytest.mark.parametrize(
    ("content", "option", "answer", "mean_ms"),
    [(stamped(RR), "dates", "dmy", 830), (COLUMNS, "column", "nn", 839), (SAMPLES, "unit", "250/s", 830)],
)
def test_question_of_a_file_is_answered_by_an_option(tmp_path, content, option, answer, mean_ms):
    file = tmp_path / "asks.csv"
    file.write_text(content)
    asked = analyse(file)
    told = json.loads(analyse(file, f"--{option}", answer, "--json").stdout)

    assert (asked.exit_code, asked.stdout) == (2, "")
    assert f"The option is --{option}" in asked.stderr.splitlines()[0]
    assert f"--{option} {answer} reads: " in asked.stderr
    assert told["windows"][0]["mean_rr_ms"] == pytest.approx(mean_ms, abs=5)


def test_decimal_mark_that_is_given_is_the_only_one(tmp_path):
    file = tmp_path / "seconds.txt"
    file.write_text("\n".join(f"0.{rr}" for rr in RR))

    assert json.loads(analyse(file, "--decimal", "point", "--json").stdout)["n_beats"] == len(RR) - 1
    assert analyse(file, "--decimal", "comma").exit_code == 2


def test_zone_and_beginning_are_taken_from_the_options(tmp_path, recording):
    file = tmp_path / "wall.csv"
    file.write_text(stamped(RR))
    here = ["--zone", "Europe/Copenhagen"]

    assert "began 4 Mar 2026, 06:00:00 UTC" in analyse(file, "--dates", "dmy", *here).stdout
    assert "began 4 Mar 2026, 06:15:00 UTC" in analyse(recording, "--began-at", "2026-03-04T07:15", *here).stdout
    assert "Mars is no time zone" in analyse(file, "--zone", "Mars").stderr


def test_what_was_left_out_is_printed_and_counted(tmp_path):
    file = tmp_path / "strays.txt"
    file.write_text("\n".join(map(str, [*RR[:200], 0, *RR[200:], 65535])))
    told = json.loads(analyse(file, "--json").stdout)

    assert "(under 0.1 s or over 10 s): 2. Lines: 201, 402." in analyse(file).stdout
    assert [(each["code"], each["parameters"]["n"]) for each in told["left_out"]] == [("sensors.decision.no_beat", 2)]
    assert [each["code"] for each in told["assumptions"]] == ["sensors.decision.assumed_ms"]


def test_readings_of_days_are_no_recording(tmp_path):
    file = tmp_path / "days.csv"
    file.write_text("date,rmssd\n2026-03-30,41\n2026-03-31,38\n")

    assert "holds readings of days and no heartbeats" in analyse(file).stderr
    assert analyse(file).exit_code == 2


def test_missing_file_gets_one_sentence_and_status_2(tmp_path):
    result = analyse(tmp_path / "nothing.txt")

    assert result.exit_code == 2
    assert "cannot be opened" in result.stderr


def test_a_window_must_be_long_enough(recording):
    assert analyse(recording, "--window", 5).exit_code == 2


def test_columns_stand_below_their_names(recording):
    shown = analyse(recording, "--unit", "ms", "--window", 60, "--hop", 30).stdout
    _, _, header, *rows, _, _ = shown.splitlines()

    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(header)}
    assert all(row.index(" to ") > header.index("RMSSD") for row in rows)
