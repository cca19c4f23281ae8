"""Files that are hard to read: each gives its heart, or is refused with what was seen in it."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from cli.main import app
from sensors.recordings.registry import UnreadableRecordingError, understand

pytestmark = pytest.mark.real

READ = [
    "appended_twice_nohead.csv",
    "csv_rr_in_seconds.csv",
    "fill_65535.txt",
    "index_rr.txt",
    "mmash_like.csv",
    "nul_tail.txt",
    "pairs_decimal_comma_past_100_s.txt",
    "second_header.csv",
    "stamp_german.csv",
    "stamp_slash_ymd.csv",
    "stamp_time_only_midnight.csv",
    "stamp_us.csv",
    "stamp_utc_word.csv",
    "thousands_comma.txt",
    "thousands_dot_semicolon_csv.csv",
    "ticks_1024_with_stamps.csv",
    "two_columns_hr_rr.txt",
]
SAID = {
    "appended_twice_nohead.csv": "sensors.decision.repeated_rows",
    "second_header.csv": "sensors.decision.repeated_header",
    "fill_65535.txt": "sensors.decision.fill",
    "nul_tail.txt": "sensors.decision.zeros",
    "ticks_1024_with_stamps.csv": "sensors.decision.ticks",
    "beat_moments_s_9_minutes.txt": "sensors.decision.assumed_moments",
    "index_rr.txt": "sensors.decision.assumed_ms",
    "two_columns_hr_rr.txt": "sensors.decision.assumed_ms",
}
DAYS = ["elite_quoted_decimal_comma.csv", "excel_serial_days.csv", "words_days.csv"]


def hard(real_data, name):
    return real_data / "hard-files" / name


def looked(file):
    """The object that `pulsro import --look --json` gives for a file."""
    return json.loads(CliRunner().invoke(app, ["import", "--look", "--json", str(file)]).stdout)[0]


@pytest.mark.parametrize("name", READ)
def test_hard_file_gives_its_heart_in_one_stretch(real_data, name):
    told = looked(hard(real_data, name))

    assert told["beats"] == {"count": 600, "stretches": 1, "rmssd_ms": pytest.approx(35.8, abs=0.05)}
    assert told["seen"]["rows"]["taken"] == 600
    assert told["seen"]["columns"]["intervals"]


@pytest.mark.parametrize("name", SAID)
def test_what_was_assumed_or_left_out_is_said(real_data, name):
    found = understand(hard(real_data, name).read_bytes())

    assert SAID[name] in {said.code for said in found.sentences}


def test_moments_of_beats_give_their_differences(real_data):
    series = understand(hard(real_data, "beat_moments_s_9_minutes.txt").read_bytes()).beats.series

    assert len(series) == 599
    assert np.sqrt(np.mean(np.square(np.diff(series.rr_ms)))) == pytest.approx(35.8, abs=0.05)


@pytest.mark.parametrize("name", READ)
def test_rows_of_a_hard_file_add_up(real_data, name):
    rows = dict(looked(hard(real_data, name))["seen"]["rows"])

    assert rows.pop("seen") == sum(rows.values())


def test_beats_that_stand_there_twice_are_refused_with_the_ratio(real_data):
    told = looked(hard(real_data, "doubled_stamped.csv"))

    assert (told["code"], told["parameters"]["ratio"]) == ("sensors.decision.twice", pytest.approx(2.0, abs=0.01))
    assert told["seen"]["columns"] == {"intervals": "rr", "stamps": "timestamp"}


def test_samples_are_asked_about_and_read_at_the_rate(real_data):
    file = hard(real_data, "samples_250hz.txt")
    question = looked(file)["questions"][0]
    answered = CliRunner().invoke(app, ["import", "--look", "--json", str(file), "--unit", "250/s"])

    assert "250/s" in {offer["answer"] for offer in question["offers"]}
    assert json.loads(answered.stdout)[0]["beats"]["rmssd_ms"] == pytest.approx(35.8, abs=0.5)


def test_paced_heart_gets_no_value(real_data):
    beats = looked(hard(real_data, "pacemaker.txt"))["beats"]

    assert (beats["count"], beats["rmssd_ms"]) == (700, None)


@pytest.mark.parametrize("name", DAYS)
def test_days_as_spreadsheets_write_them_are_read(real_data, name):
    told = looked(hard(real_data, name))

    assert len(told["days"]) == 45
    assert told["days"][0] | {"source": ""} == {
        "day": "2026-01-20", "rmssd_ms": 53.55, "n": 1, "source": "", "quality": "not_examined"
    }  # fmt: skip


def test_days_without_a_date_are_refused_by_their_form(real_data):
    with pytest.raises(UnreadableRecordingError, match="holds '7:33:00', which is no day") as refused:
        understand(hard(real_data, "hrv4training_time_only.csv").read_bytes())

    assert refused.value.seen.header[0] == "timestamp_measurement"


@pytest.mark.parametrize(
    ("name", "source", "n"),
    [
        ("fitbit_daily_summary_month.csv", "fitbit", 45),
        ("oura_trends.csv", "oura", 45),
        ("whoop_cycles.csv", "whoop", 45),
        ("intervals_icu_wellness.csv", "intervals-icu", 45),
    ],
)
def test_days_of_wearables_are_of_their_source(real_data, name, source, n):
    told = looked(hard(real_data, name))

    assert (told["source"], len(told["days"])) == (source, n)


def test_heart_rate_variability_of_apple_is_named_sdnn(real_data):
    assert "SDNN" in looked(hard(real_data, "apple_health_auto_export.csv"))["refused"]


@pytest.mark.parametrize("name", ["backtest_nfc_nfd.csv", "backtest_semicolon.csv"])
def test_backtest_reads_one_person_with_all_days(real_data, name):
    result = CliRunner().invoke(app, ["backtest", "--json", str(hard(real_data, name))])
    summary = json.loads(result.stdout)["summary"]

    assert (result.exit_code, summary["people"], summary["days"]) == (0, 1, 180)
