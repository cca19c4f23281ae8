"""Formats of other programs, with small files of our own making in each of their dialects."""

from __future__ import annotations

import struct
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensors.recordings.registry import About, UnreadableRecordingError, understand
from sensors.recordings.text.timelines import by_moments
from tests.properties import examples

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
HERE = About(zone=COPENHAGEN)
RR = [812, 790, 805, 840, 799, 810] * 10


def read(text, about=HERE):
    return understand(text.encode(), about)


def refusal(content, about=HERE):
    with pytest.raises(UnreadableRecordingError) as error:
        understand(content if isinstance(content, bytes) else content.encode(), about)
    assert "\n" not in str(error.value)
    return str(error.value)


def lines(*rows):
    return "\n".join(map(str, rows)) + "\n"


# ---------------------------------------------------------------------------- Polar .hrm


def hrm(*, interval=238, begins="Date=20260210\nStartTime=08:50:31.0", data=RR):
    return lines("[Params]", "Version=106", f"{begins}\nInterval={interval}", "", "[Note]", "", "[HRData]", *data)


def test_a_polar_hrm_file_gives_its_beats_on_the_wearers_clock():
    found = read(hrm())

    assert found.format.value == "polar-hrm"
    assert found.beats.series.rr_ms.tolist() == RR
    assert found.beats.started_at == datetime(2026, 2, 10, 7, 50, 31, tzinfo=UTC)


def test_polar_hrm_of_heart_rates_is_refused_with_its_interval():
    assert "a heart rate every 5 seconds" in refusal(hrm(interval=5))
    assert "holds heart rates and no RR intervals" in refusal(hrm(interval="x"))


@pytest.mark.parametrize(("length", "said"), [("00:03:13.0", "agrees"), ("00:04:00", "shorter"), ("", None)])
def test_polar_hrm_is_held_against_how_long_the_watch_recorded(length, said):
    begins = f"Date=20260210\nStartTime=08:50:31.0\nLength={length}"
    codes = {each.code for each in read(hrm(begins=begins, data=RR * 4)).remarks}

    assert codes == ({f"sensors.decision.{said}"} if said else set())


def test_polar_hrm_that_outlasts_its_own_length_is_refused():
    begins = "Date=20260210\nStartTime=08:50:31.0\nLength=00:02:10.0"

    assert "last 1.494 times as long" in refusal(hrm(begins=begins, data=RR * 4))


def test_polar_hrm_may_lack_a_date_and_have_trailing_sections():
    assert read(hrm(begins="Weight=76")).beats.started_at is None
    assert len(read(hrm(data=[*RR, "[More]", "1"])).beats.series) == len(RR)
    assert "Line 10 holds 'x'" in refusal(hrm(data=["x"]))


# ---------------------------------------------------------------------------- SelfLoops


def selfloops(first, rr=RR):
    times = np.cumsum(rr)
    rows = (f"{time},75,{interval}" for time, interval in zip(times, rr, strict=True))
    return lines(first, "Time (ms),HR (bpm),R-R (ms)", *rows)


def test_selfloops_date_with_month_name_is_read():
    found = read(selfloops("04 August 2025 12:53:19"))

    assert (found.format.value, found.beats.series.rr_ms.tolist()) == ("selfloops", RR)
    assert found.beats.started_at == datetime(2025, 8, 4, 10, 53, 19, tzinfo=UTC)


def test_beats_that_outlast_their_stamps_are_refused():
    rows = (f"{n * 1000},75,2000" for n in range(1, 300))

    assert "last 2 times as long" in refusal(lines("04 August 2025 12:53:19", "Time (ms),HR (bpm),R-R (ms)", *rows))


def test_date_in_another_language_needs_the_person():
    assert read(selfloops("04 août 2025 12:53:19")).beats.started_at is None


# ---------------------------------------------------------------------------- dated rows


def test_dated_polar_sensor_logger_uses_the_wearers_clock():
    rows = (f"2026-04-24T14:10:{n:06.3f};1000" for n in range(30))
    found = read(lines("Phone timestamp;RR-interval [ms]", *rows))

    assert found.beats.started_at == datetime(2026, 4, 24, 12, 10, tzinfo=UTC)
    assert np.diff(found.beats.series.time_s) == pytest.approx(1.0)


def test_other_polar_sensor_logger_stream_is_named():
    assert "another stream" in refusal("Phone timestamp;HR [bpm];HRV [ms];Breathing interval [rpm];\n2026;64;42.5;;\n")


@pytest.mark.parametrize(
    ("stamp", "utc_hour"),
    [
        ("2026-03-15 09:00:{:06.3f}", 8),
        ("2026-03-15T09:00:{:06.3f}+02:00", 7),
        ("2026-03-15 09:00:{:06.3f} +0000", 9),
    ],
)
def test_hrv_loggers_dates_are_read_with_and_without_an_offset(stamp, utc_hour):
    rows = (f"{stamp.format(n)},1000,{n * 1000}" for n in range(30))
    found = read(lines("date,rr,since start", *rows))

    assert (found.format.value, found.beats.started_at.hour) == ("rr-column", utc_hour)


def test_semicolons_and_decimal_commas_are_read():
    rows = (f"{n},0;812,5" for n in range(30))

    assert set(read(lines("time;rr", *rows)).beats.series.rr_ms) == {812.5}


def test_a_row_without_a_time_among_dated_rows_is_named():
    assert "Line 3 holds 'soon'" in refusal(lines("date,rr", "2026-03-15 09:00:00,800", "soon,800"))


# ---------------------------------------------------------------------------- plain text


@pytest.mark.parametrize(
    "text",
    [
        "812,790,805,840\n" * 3,
        "812, 790, 805, 840\n" * 3,
        "812;790;805;840\n" * 3,
        "# written by somebody\n# ms\n" + "812\n790\n805\n840\n" * 3,
        "812,0\n790,0\n805,0\n840,0\n" * 3,
    ],
)
def test_intervals_are_read_however_they_are_separated(text):
    assert read(text).beats.series.rr_ms.tolist() == [812, 790, 805, 840] * 3


def test_odd_line_below_an_interval_is_named_and_no_heading():
    assert "Line 2 holds 'pause'" in str(refusal(lines("900", "pause", *["910", "890"] * 40)))


@pytest.mark.parametrize("name", ["PPI", "pp-interval [ms]", "ppi (ms)"])
def test_optical_intervals_are_refused_unless_named_by_a_person(name):
    text = lines(f"time;{name}", *(f"{n};{rr}" for n, rr in zip(np.cumsum(RR) / 1000, RR, strict=True)))

    assert "pulse intervals of an optical sensor" in refusal(text)
    assert len(read(text, About(column=name.lower())).beats.series) == len(RR)


def test_name_with_a_blank_over_grouped_numbers_is_one_column():
    rr = [1296, 1328, 1274, 1327, 1332, 1282] * 4
    found = read(lines("RR-interval [ms]", *(f"{value:,}".replace(",", " ") for value in rr)))

    assert found.beats.series.rr_ms.tolist() == rr


def test_blank_between_thousands_does_not_cut_stamps_to_pieces():
    text = lines(*(f"2026-11-08T19:02:{10 + n}+02:00,1 {280 + n % 3}" for n in range(26)))

    beats = understand(text.encode(), HERE).beats

    assert beats.series.rr_ms[:3].tolist() == [1280.0, 1281.0, 1282.0]
    assert beats.started_at == datetime(2026, 11, 8, 17, 2, 10, tzinfo=UTC)


def test_whole_seconds_beside_a_beat_a_second_show_no_unit():
    rows = [f"2026-06-27 10:47:{n:02};{992 + n % 5 * 4}" for n in range(14)]

    assert [each.code for each in read(lines("timestamp;rr", *rows)).assumptions] == ["sensors.decision.assumed_ms"]


def test_seconds_with_decimal_commas_are_seconds():
    assert read("0,812\n" * 6).beats.series.rr_ms.tolist() == [812.0] * 5  # the first row is an offset


@pytest.mark.parametrize(("unit", "of_time"), [(1, 1), (0.001, 0.001), (1, 0.001)])
def test_two_columns_are_moments_and_intervals(unit, of_time):
    moments = np.cumsum(RR) + 5000
    moments[30:] += 60_000
    rows = (f"{m * of_time:.3f}\t{rr * unit:.3f}" for m, rr in zip(moments, RR, strict=True))
    series = read(lines(*rows)).beats.series

    assert series.rr_ms == pytest.approx(RR)
    assert series.segment.tolist() == [0] * 30 + [1] * 30


def test_backward_moments_are_refused():
    with pytest.raises(UnreadableRecordingError, match="run backwards"):
        by_moments(np.array([5.0, 4.0]), np.array([800.0, 900.0]))


# ---------------------------------------------------------------------------- Kubios results


def kubios(*, corrected="none", percent="-", measured="10-Feb-2026 08:15:00", data=True, samples=1, sep=","):
    table = "RR INTERVAL DATA and SPECTRUM ESTIMATES"
    rows = [f"   {sep} {moment / 1000:.3f}{sep} {rr / 1000:.3f}{sep} 0.003{sep} 12.5" for moment, rr in
            zip(np.cumsum(RR), RR, strict=True)]  # fmt: skip
    text = lines(
        "HRV ANALYSIS RESULTS - 13-Sep-2026 13:15:19",
        "Kubios HRV Standard",
        f"Measurement date: {measured}",
        f" Number of samples: {samples}",
        f"  Artifact correction: {corrected}",
        f"  Artifacts corrected (%):  {sep}   {percent}{sep}",
        f"  Mean HR (beats/min):      {sep}     74.8{sep}",
        f"  STD RR (ms):              {sep}     92.7{sep}",
        f"  RMSSD (ms):               {sep}     41.5{sep}",
        *([table, f"  {sep} Time{sep} RR interval", *rows, f"  {sep}  {sep}  {sep} 0.5{sep} 12.5"] if data else []),
    )
    return text.replace(".", ",") if sep == ";" else text


def test_kubios_intervals_are_held_against_their_moments():
    rr = RR * 8
    rows = [f" , {moment / 2000:.3f}, {each / 1000:.3f}" for moment, each in zip(np.cumsum(rr), rr, strict=True)]
    text = lines("HRV ANALYSIS RESULTS - 13-Sep-2026", "RR INTERVAL DATA and SPECTRUM ESTIMATES", *rows)

    assert "last 2 times as long" in refusal(text.replace(" , ", ","))


def test_kubios_report_gives_the_measured_intervals():
    found = read(kubios())

    assert found.format.value == "kubios-report"
    assert found.beats.series.rr_ms == pytest.approx(RR)
    assert found.beats.started_at == datetime(2026, 2, 10, 7, 15, tzinfo=UTC)
    assert found.days == ()


def test_kubios_with_semicolons_and_commas_reads_the_same():
    assert read(kubios(sep=";")).beats.series.rr_ms == pytest.approx(RR)
    assert read(kubios(sep=";", data=False)).days[0].rmssd_ms == 41.5


@pytest.mark.parametrize("changed", [{"corrected": "Medium"}, {"corrected": "Auto", "percent": "1.2"}, {"data": False}])
def test_kubios_rmssd_replaces_corrected_intervals_and_says_so(changed):
    found = read(kubios(**changed))

    assert found.beats is None
    assert [(day.day, day.rmssd_ms, day.hr_bpm) for day in found.days] == [(date(2026, 2, 10), 41.5, 74.8)]
    assert "RMSSD (41.5 ms)" in str(found.remarks[-1])


def test_kubios_without_date_or_with_several_samples_says_so():
    unknown = "xx/xx/xx xx:xx:xx"

    assert "does not say when" in refusal(kubios(measured=unknown, corrected="Medium"))
    assert read(kubios(measured=unknown)).beats.started_at is None
    assert "3 samples" in str(read(kubios(samples=3)).remarks[0])
    assert "nor an RMSSD" in refusal("HRV ANALYSIS RESULTS\nKubios\n")


# ---------------------------------------------------------------------------- PhysioNet annotations


def annotated(samples, *, code=1, first=b""):
    words = [struct.pack("<H", code << 10 | step) for step in np.diff(samples, prepend=0)]
    return first + b"".join(words) + b"\0\0"


BEATS = np.cumsum([100] * 20)
PER_S = About(samples_per_s=128)


def test_annotations_count_in_samples():
    found = understand(annotated(BEATS), PER_S)

    assert found.format.value == "wfdb-annotations"
    assert found.beats.series.rr_ms == pytest.approx([781.25] * 19)
    assert found.beats.series.time_s[0] == pytest.approx(200 / 128)


def test_annotations_can_state_their_rate():
    note = b"## time resolution: 128"
    first = struct.pack("<HH", 22 << 10, 63 << 10 | len(note)) + note + b"\0"

    assert understand(annotated(BEATS, first=first)).beats.series.rr_ms == pytest.approx([781.25] * 19)


def test_long_steps_and_extra_fields_are_skipped():
    long = struct.pack("<HhHH", 59 << 10, 1, 4464, 1 << 10)  # 70 000 samples
    fact = struct.pack("<H", 62 << 10 | 1)
    noise = struct.pack("<H", 14 << 10 | 0)
    found = understand(long + fact + noise + annotated(BEATS), PER_S)

    assert found.beats.series.rr_ms == pytest.approx([781.25] * 20)
    assert found.beats.series.time_s[0] == pytest.approx(70_100 / 128)


def test_missing_rate_error_says_where_to_find_it():
    assert "third word in the .hea file" in refusal(annotated(BEATS))


@pytest.mark.parametrize(
    "content", [annotated(BEATS) * 2, annotated(BEATS, code=50), struct.pack("<HHHH", 59 << 10, 0, 0, 0)]
)
def test_annotation_lookalikes_are_refused(content):
    assert refusal(content, PER_S)


@pytest.mark.real
def test_real_annotations_give_the_published_number_of_beats(real_data):
    found = understand((real_data / "toolbox-reference" / "nsr001.ecg").read_bytes(), PER_S)

    assert len(found.beats.series) == pytest.approx(106_460, abs=5)
    assert np.median(found.beats.series.rr_ms) == pytest.approx(750, rel=0.15)


# ---------------------------------------------------------------------------- what is no recording


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04" + b"\0" * 50, "zip archive"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)), "photo"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "picture"),
        (b"%PDF-1.7\n", "PDF"),
        (b"MATLAB 5.0 MAT-file", "Matlab"),
        (bytes(range(256)) * 4, "not a text file"),
        ("\ufeff800\n".encode("utf-16-le"), "fewer than two heartbeats"),
        (b"<html><body>Sign in</body></html>", "not a recording"),
    ],
)
def test_each_wrong_file_gets_the_sentence_that_helps(content, words):
    assert words in refusal(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_of_a_text_does_not_matter(encoding):
    text = selfloops("04 August 2025 12:53:19").replace("HR (bpm)", "HR (bpm)é")

    assert understand(text.encode(encoding), HERE).beats.series.rr_ms.tolist() == RR


def test_date_in_the_file_name_is_used_if_missing_inside():
    found = understand(lines(*RR).encode(), About(zone=COPENHAGEN, name="2026-03-04 07-12-33.txt"))

    assert found.beats.started_at == datetime(2026, 3, 4, 6, 12, 33, tzinfo=UTC)
    assert "Its name does" in str(found.remarks[0])


def test_given_start_overrides_the_file_name():
    began = datetime(2026, 1, 1, 6, tzinfo=UTC)
    found = understand(lines(*RR).encode(), About(began_at=began, name="2026-03-04 07-12-33.txt"))

    assert (found.beats.started_at, found.remarks) == (began, ())


@examples(60)
@given(st.binary(max_size=120))
def test_any_annotation_bytes_parse_or_raise_plainly(content):
    try:
        understand(content, PER_S)
    except UnreadableRecordingError as error:
        assert str(error)  # noqa: PT017 - both outcomes are right
