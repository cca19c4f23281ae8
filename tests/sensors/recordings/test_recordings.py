from __future__ import annotations

import gzip
import importlib
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv.beats import BeatFlag, BeatSeries, Impossible
from sensors.recordings import registry, texts
from sensors.recordings.registry import About, UnreadableRecordingError, read, read_text, understand
from tests.properties import examples

POLAR = "Phone timestamp;RR-interval [ms]\n"
LOGGER = "timestamp, rr, since_start \n\n"


def rr_ms(text):
    return read_text(text).series.rr_ms.tolist()


def polar(rows):
    return POLAR + "".join(f"{stamp};{rr}\n" for stamp, rr in rows)


def logged(rr, *, start_s=1_624_000_000.0, late_s=0.0):
    """HRV Logger rows whose stamps follow the beats."""
    stamps = start_s + np.cumsum(rr) / 1000 + late_s
    return LOGGER + "".join(
        f"{stamp * 1000:.0f},{interval:.0f},0\n" for stamp, interval in zip(stamps, rr, strict=True)
    )


# ---------------------------------------------------------------------------- plain text


@pytest.mark.parametrize(
    "text", ["812 790 805 ", "812\n790\n805\n", "812\r\n790\r\n805", " 812\n790 805", "﻿812\n790\n805"]
)
def test_milliseconds_one_a_line_or_in_one_line_are_read(tmp_path, text):
    file = tmp_path / "rr.txt"
    file.write_bytes(text.encode())
    recorded = read(file)

    assert recorded.series.rr_ms.tolist() == [812.0, 790.0, 805.0]
    assert recorded.series.time_s == pytest.approx([0.812, 1.602, 2.407])
    assert (recorded.format.value, recorded.started_at) == ("rr-text", None)


def test_seconds_are_recognised_and_their_first_row_is_an_offset():
    recorded = read_text("225.79687500\n0.6953125\n0.7109375\n0.7031250\n")

    assert recorded.series.rr_ms.tolist() == [695.3125, 710.9375, 703.125]
    assert recorded.series.time_s[0] == pytest.approx(225.796875 + 0.6953125)


def test_first_row_in_ms_is_an_offset_only_if_impossible():
    assert rr_ms("12345\n812\n790\n") == [812.0, 790.0]
    assert rr_ms("1200\n812\n790\n") == [1200.0, 812.0, 790.0]


def test_overlong_interval_advances_time_and_ends_the_segment():
    series = read_text("800 800 8200 800 800").series

    assert series.segment.tolist() == [0, 0, 1, 1, 1]
    assert series.flags[2] == BeatFlag.AFTER_GAP | BeatFlag.IMPLAUSIBLE
    assert series.time_s[-1] == pytest.approx(11.4)


def test_minute_long_interval_is_a_gap_not_a_beat():
    series = read_text("800 800 60000 800 800").series

    assert series.rr_ms.tolist() == [800.0] * 4
    assert series.segment.tolist() == [0, 0, 1, 1]
    assert series.time_s[-1] == pytest.approx(63.2)


@pytest.mark.parametrize("word", ["0", "65535", "12"])
def test_value_that_is_no_beat_is_dropped_and_cuts(word):
    series = read_text(f"800 800 {word} 800 800").series

    assert series.rr_ms.tolist() == [800.0] * 4
    assert series.segment.tolist() == [0, 0, 1, 1]


def test_implausible_interval_is_kept_and_flagged():
    series = read_text("800 250 2500 800").series

    assert [int(flag) for flag in series.flags] == [0, 4, 4, 0]
    assert set(series.segment.tolist()) == {0}


@examples(30)
@given(st.lists(st.integers(273, 2000), min_size=2, max_size=100), st.sampled_from(["\n", " ", "\r\n", "\t"]))
def test_any_plausible_intervals_are_read_as_they_are(intervals, separator):
    assert rr_ms(separator.join(map(str, intervals))) == intervals


# ---------------------------------------------------------------------------- Polar Sensor Logger


def test_polar_sensor_logger_gives_intervals_and_no_date():
    recorded = read_text(polar([("09:44:18.796000", 541), ("09:44:19.337000", 575), ("09:44:19.912000", 617)]))

    assert recorded.series.rr_ms.tolist() == [541.0, 575.0, 617.0]
    assert (recorded.format.value, recorded.started_at) == ("polar-sensor-logger", None)
    assert np.diff(recorded.series.time_s) == pytest.approx([0.575, 0.617])


def test_stamps_are_arrival_times_and_do_not_place_beats():
    rows = [(f"10:00:{n + (0.4 if n % 2 else 0):09.6f}", 1000) for n in range(40)]

    assert np.diff(read_text(polar(rows)).series.time_s) == pytest.approx(1.0, abs=0.01)


def test_hole_in_the_stamps_cuts_the_segment_and_keeps_time():
    rows = [(f"10:00:{n:09.6f}", 1000) for n in range(20)] + [(f"10:01:{n:09.6f}", 1000) for n in range(20)]
    series = read_text(polar(rows)).series

    assert series.segment.tolist() == [0] * 20 + [1] * 20
    assert series.time_s[20] - series.time_s[19] == pytest.approx(41.0, abs=0.1)
    assert series.flags[20] == BeatFlag.AFTER_GAP


def test_midnight_does_not_cut_a_recording():
    rows = [(f"23:59:{40 + n:09.6f}", 1000) for n in range(20)] + [(f"00:00:{n:09.6f}", 1000) for n in range(20)]

    assert set(read_text(polar(rows)).series.segment.tolist()) == {0}


@pytest.mark.parametrize("row", ["09:44:19.337000", "09:44:19.337000;abc", "25:99:00;541", "nonsense;541"])
def test_invalid_row_is_named(row):
    with pytest.raises(UnreadableRecordingError, match=r"Line 3 is not a time of day and an interval"):
        read_text(f"{POLAR}09:44:18.796000;541\n{row}\n")


# ---------------------------------------------------------------------------- a column named rr


def test_hrv_logger_gives_the_date():
    recorded = read_text(logged([800.0] * 10, start_s=1_624_000_000.0))

    assert recorded.started_at == datetime(2021, 6, 18, 7, 6, 40, 800_000, UTC)
    assert recorded.format.value == "rr-column"
    assert recorded.series.time_s[0] == pytest.approx(1_624_000_000.8, abs=0.01)


def test_an_ecg_with_intervals_in_some_rows_gives_those():
    start_ns = 1_714_920_600_000_000_000
    rows = [
        f"{start_ns + 10_000_000 * n},{n % 7},{60 if n % 80 == 0 else ''},{800 if n % 80 == 0 else ''}"
        for n in range(2400)
    ]
    recorded = read_text("time,ecg,hr,rr\n" + "\n".join(rows))

    assert recorded.series.rr_ms.tolist() == [800.0] * 30
    assert recorded.started_at == datetime(2024, 5, 5, 14, 50, tzinfo=UTC)
    assert set(recorded.series.segment.tolist()) == {0}


@pytest.mark.parametrize(
    ("header", "stamp_per_s"),
    [("Time [s],RR", 1.0), ("timestamp_ms,rr_ms", 1e3), ("time (ns),R-R (ms)", 1e9), ("time,IBI", 1e6)],
)
def test_columns_are_known_by_many_names_and_stamps_by_any_unit(header, stamp_per_s):
    rows = [f"{0.8 * n * stamp_per_s:.3f},800" for n in range(20)]
    recorded = read_text("\n".join([header, *rows]))

    assert recorded.started_at is None
    assert np.diff(recorded.series.time_s) == pytest.approx(0.8, abs=0.01)


def test_intervals_without_stamps_are_a_running_sum():
    assert read_text("n,rr\n0,800\n1,900\n").series.time_s == pytest.approx([0.8, 1.7])


def test_two_intervals_with_one_stamp_came_together():
    rows = [f"{1_624_000_000_000 + 2000 * (n // 2) + 5 * (n % 2)},1000" for n in range(60)]
    series = read_text("timestamp,rr\n" + "\n".join(rows)).series

    assert np.diff(series.time_s) == pytest.approx(1.0, abs=0.01)
    assert set(series.segment.tolist()) == {0}


@pytest.mark.parametrize("missing", [1, 2, 5])
@pytest.mark.parametrize("seed", range(5))
def test_beats_missing_from_a_log_cut_it_at_the_right_place(missing, seed):
    dice = np.random.default_rng(seed)
    rr = dice.normal(900, 40, 300).round()
    stamps_s = 1.624e9 + np.ceil(np.cumsum(rr) / 1000) + dice.exponential(0.02, 300)  # an arrival a second
    kept = np.delete(np.arange(300), slice(150, 150 + missing))
    text = LOGGER + "".join(f"{stamps_s[n] * 1000:.0f},{rr[n]:.0f},0\n" for n in kept)
    cuts = np.flatnonzero(np.diff(read_text(text).series.segment)) + 1

    assert 150 in cuts
    assert np.abs(cuts - 150).max() <= 4


def test_occasional_odd_stamps_cut_nothing():
    dice = np.random.default_rng(3)
    rr = dice.normal(900, 40, 600).round()
    odd_s = np.where(np.arange(600) % 50 == 7, -0.7, 0) + dice.exponential(0.05, 600)

    assert set(read_text(logged(rr, late_s=odd_s)).series.segment.tolist()) == {0}


def test_clock_set_back_cuts_and_times_still_run_forward():
    first, second = logged([900.0] * 60), logged([900.0] * 60, start_s=1_623_996_400.0)
    series = read_text(first + second.removeprefix(LOGGER)).series

    assert series.segment.tolist() == [0] * 60 + [1] * 60
    assert (np.diff(series.time_s) > 0).all()


def test_values_that_are_no_beat_are_left_out_of_a_log():
    text = logged([900.0] * 30) + "1624000027100,0,0\n1624000027200,65535,0\n"

    assert len(read_text(text).series) == 30


@pytest.mark.parametrize("cell", ["abc", "nan", "inf"])
def test_non_numeric_cell_is_named(cell):
    with pytest.raises(UnreadableRecordingError, match=f"Line 3 holds '{cell}' where a number should be"):
        read_text(f"timestamp,rr\n1624000000000,800\n1624000000800,{cell}\n")


# ---------------------------------------------------------------------------- whatever its name says


@pytest.mark.parametrize("name", ["rr.txt", "rr.csv", "rr.gz", "rr.fit", "rr"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_file_names_do_not_decide_the_format(tmp_path, name, pack):
    file = tmp_path / name
    file.write_bytes(pack(b"812\n790\n805\n"))

    assert read(file).series.rr_ms.tolist() == [812.0, 790.0, 805.0]


def refusal(tmp_path, content, name="recording.csv"):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(UnreadableRecordingError) as error:
        read(file)
    return str(error.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b" \n\n", "This file is empty."),
        (b"\x0e\x10\x00\x00\xff\xfe.FITS", "This is not a text file"),
        (b"8\x001\x002\x00", "There are fewer than two heartbeats"),  # UTF-16 without a mark
        (b"8\x001\x02", "This is not a text file"),
        (b"[Parameters]\nVersion=106\n", "This is not a recording of heartbeats in a known format."),
        (b"id,date,sdnn\n1,2021-05-24,57\n", "This is not a recording of heartbeats in a known format."),
        (b"800\n", "There are fewer than two heartbeats"),
        (b'timestamp,rr\n0,800\n"1,900\n' + b"2,800\n" * 30_000, "Line 3 cannot be split into cells."),
        (b"timestamp,rr\n0,1e308\n1,1e308\n", "Line 2 holds '1e308' where a number should be."),
        (b"timestamp,rr\n-1e308,800\n1e308,900\n", "Line 2 holds '-1e308' where a number should be."),
        (b"timestamp,rr\n", "There are fewer than two heartbeats"),
        (b"timestamp,rr\n1,\n2,\n", "There are fewer than two heartbeats"),
        (POLAR.encode(), "There are fewer than two heartbeats"),
        (b"1 2 3 4 5 6", "The numbers in this file are RR intervals neither in milliseconds nor in seconds."),
        (b"800\n810\nabc\n", "Line 3 holds 'abc' where an RR interval should be."),
        (b"800\n810\nnan\n", "Line 3 holds 'nan' where an RR interval should be."),
        (gzip.compress(b"800\n" * 1000, mtime=0)[:-9], "This gzip file is damaged or was cut short."),
        (gzip.compress(b"800\n", mtime=0)[:4] + b"garbage", "This gzip file is damaged or was cut short."),
    ],
)
def test_a_file_that_is_not_what_its_name_says_gets_one_sentence(tmp_path, content, sentence):
    said = refusal(tmp_path, content)

    assert said.startswith(sentence)
    assert "\n" not in said


def test_missing_file_and_folder_are_reported(tmp_path):
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(UnreadableRecordingError, match="cannot be opened"):
            read(path)


def test_oversized_file_is_refused_before_filling_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "LARGEST_BYTES", 1000)

    assert "far too large" in refusal(tmp_path, b"800 " * 1000)
    assert "far too large" in refusal(tmp_path, gzip.compress(b"800 " * 1000, mtime=0))


def test_impossible_beats_are_refused_by_code_and_place(monkeypatch):
    monkeypatch.setattr(
        "sensors.recordings.text.intervals.read", lambda *_: BeatSeries([1.0, 2.0, 1.5], [800.0] * 3, [0] * 3, [0] * 3)
    )
    with pytest.raises(UnreadableRecordingError, match="beat number 3 is not after the one before it") as refused:
        read_text("800 800 800")

    assert refused.value.message == texts.IMPOSSIBLE[Impossible.OUT_OF_ORDER](where=3)


def test_every_impossibility_of_beats_has_a_text():
    assert set(texts.IMPOSSIBLE) == set(Impossible)


def test_new_format_is_one_file(tmp_path, monkeypatch):
    folder = tmp_path / "one_more_place"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "acme.py").write_text(
        "from messages import define\n"
        "from hrv.beats import BeatSeries\n"
        "from sensors.recordings.formats import RecognisedBy, RecordingFormat\n"
        "from sensors.recordings.model import Found\n"
        "FORMAT = RecordingFormat('acme', define('test.format.acme', 'Acme'))\n"
        "FORMATS, RECOGNISED_BY = (FORMAT,), RecognisedBy.SIGNATURE\n"
        "def recognises(text): return text.startswith('ACME')\n"
        "def read(text, about): return Found.of_beats(FORMAT, BeatSeries.from_rr([800.0, 810.0]))\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(registry, "PLACES", (*registry.PLACES, importlib.import_module("one_more_place")))
    registry.modules.cache_clear()
    try:
        assert str(understand(b"ACME 1").format.label()) == "Acme"
    finally:
        registry.modules.cache_clear()


def test_formats_have_names_and_labels_of_their_own():
    formats = registry.formats()

    assert len({each.value for each in formats}) == len({each.label.one for each in formats}) == len(formats) == 30


@examples(60)
@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(["800", "0", "rr", ",", ";", "\n", "1e9", "-5", "time", " "])).map("".join)
)
def test_any_text_parses_or_raises_a_plain_error(text):
    try:
        recorded = read_text(text)
    except UnreadableRecordingError as error:
        assert str(error)  # noqa: PT017 - both outcomes are right
    else:
        assert len(recorded.series) >= 2


@pytest.mark.parametrize("text", ["-", "nan\n-\n", "800"])
def test_text_without_two_numbers_has_too_few_intervals(text):
    with pytest.raises(UnreadableRecordingError, match="fewer than two"):
        read_text(text)


def test_beats_thousands_of_years_away_are_refused():
    text = "time_s,rr_ms,segment,flags\n-9e10,800,0,0\n9e10,800,1,1\n"

    with pytest.raises(UnreadableRecordingError, match="thousands of years away"):
        understand(text.encode(), About(began_at=datetime(2026, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize("header", ["rr", "RR", '"rr_ms"', "RR-interval [ms]", "IBI"])
@pytest.mark.parametrize("rows", ["800\n812.5\n790", "800\r\n812,5\r\n790\r\n", '"800"\n"812.5"\n"790"\n'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_intervals_may_be_the_only_column_of_a_table(header, rows, encoding):
    found = understand(f"{header}\n{rows}".encode(encoding))

    assert found.beats.format.value == "rr-column"
    assert found.beats.series.rr_ms.tolist() == [800.0, 812.5, 790.0]
