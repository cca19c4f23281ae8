from __future__ import annotations

import struct
from datetime import UTC, datetime

import numpy as np
import pytest
from fitdecode.utils import compute_crc
from hypothesis import given
from hypothesis import strategies as st

from sensors.recordings.devices.fit import NO_BEATS
from sensors.recordings.registry import About, UnreadableRecordingError, understand
from tests.properties import examples
from tests.sensors.fit_files import FILE_ID, HRV, RECORD, STAMP, definition, hrv, packed, record, recording

START = datetime(2024, 11, 8, 11, 33, 20, tzinfo=UTC)
STAMP_OF_START = int(START.timestamp()) - 631065600
RR = [812, 790, 805, 840, 799, 810] * 20


def test_intervals_and_the_moment_of_a_watch_are_read():
    found = understand(recording(RR, start=STAMP_OF_START))

    assert found.format.value == "fit"
    assert found.beats.series.rr_ms.tolist() == RR
    assert abs((found.beats.started_at - START).total_seconds()) <= 1
    assert set(found.beats.series.segment.tolist()) == {0}


@examples(30)
@given(st.lists(st.integers(300, 1900), min_size=2, max_size=60))
def test_intervals_come_out_as_they_went_in(intervals):
    assert understand(recording(intervals)).beats.series.rr_ms.tolist() == intervals


@pytest.mark.real
@pytest.mark.parametrize(("file", "n_beats"), [("garmin-fenix-5-run", 113), ("garmin-fenix-5-walk", 62)])
def test_a_real_watch_is_read(real_data, file, n_beats):
    series = understand((real_data / "fit" / f"{file}.fit").read_bytes()).beats.series

    assert len(series) == n_beats
    assert 60_000 / 180 < series.rr_ms.mean() < 60_000 / 50


def test_intervals_that_outlast_the_watchs_seconds_are_refused():
    header = [definition(1, RECORD, STAMP, (3, 1, 2)), definition(2, HRV, (0, 4, 0x84))]
    seconds = range(200)
    rows = [part for n in seconds for part in (record(1, STAMP_OF_START + n), hrv(2, 990 + n % 3, 990 + n % 3, of=2))]

    with pytest.raises(UnreadableRecordingError, match=r"last 1\.98\d* times as long"):
        understand(packed(*header, *rows))


def test_a_pause_of_the_watch_cuts_the_recording():
    first = [definition(1, RECORD, STAMP, (3, 1, 2)), definition(2, HRV, (0, 2, 0x84))]
    ticks = [part for n in range(40) for part in (record(1, STAMP_OF_START + n), hrv(2, 1000, of=1))]
    later = [part for n in range(40) for part in (record(1, STAMP_OF_START + 600 + n), hrv(2, 1000, of=1))]
    series = understand(packed(*first, *ticks, *later)).beats.series

    assert series.segment.tolist() == [0] * 40 + [1] * 40
    assert series.time_s[40] - series.time_s[39] == pytest.approx(561, abs=1)


def test_big_endian_developer_fields_and_short_stamps_are_read():
    content = packed(
        definition(0, FILE_ID, (4, 4, 0x86)) + struct.pack("<BI", 0, STAMP_OF_START),
        definition(3, RECORD, (3, 1, 2), developer=[(0, 2, 0)]),
        bytes([0x80 | 3 << 5 | (STAMP_OF_START + 1) % 32, 70, 0, 0]),
        definition(2, HRV, (0, 4, 0x84), order=">"),
        hrv(2, 801, 802, of=2, order=">"),
    )

    assert understand(content).beats.series.rr_ms.tolist() == [801.0, 802.0]


def test_a_file_without_any_time_counts_from_its_own_beginning():
    content = packed(definition(2, HRV, (0, 10, 0x84)), hrv(2, *RR[:5]))
    told = understand(content, About(began_at=START)).beats

    assert understand(content).beats.started_at is None
    assert told.started_at == START
    assert told.series.time_s[0] == pytest.approx(START.timestamp() + 0.812)


def test_files_that_follow_one_another_are_one_recording():
    one, two = recording(RR[:60]), recording(RR[60:], start=1_100_000_600)

    assert understand(one + two).beats.series.rr_ms.tolist() == RR
    assert understand(packed(definition(2, HRV, (0, 4, 0x84)), hrv(2, 800, 810, of=2), header=12)).beats


def refusal(content):
    with pytest.raises(UnreadableRecordingError) as error:
        understand(content)
    return str(error.value)


def test_a_file_without_intervals_says_what_to_switch_on():
    assert refusal(packed(definition(1, RECORD, STAMP, (3, 1, 2)), record(1, STAMP_OF_START))) == NO_BEATS.one


def test_damage_anywhere_is_noticed():
    content = recording(RR)

    for place in range(0, len(content), 41):
        changed = bytearray(content)
        changed[place] ^= 0x10
        with pytest.raises(UnreadableRecordingError):
            understand(bytes(changed))
    for length in range(14, len(content), 97):
        assert "damaged" in refusal(content[:length])


@examples(60)
@given(st.binary(max_size=60))
def test_any_fit_body_parses_or_raises_a_plain_error(body):
    head = struct.pack("<BBHI4s", 12, 0x10, 2132, len(body), b".FIT")
    content = head + body + struct.pack("<H", compute_crc(head + body))
    try:
        assert np.all(understand(content).beats.series.rr_ms > 0)
    except UnreadableRecordingError as error:
        assert str(error)  # noqa: PT017 - both outcomes are right


def test_message_longer_than_the_file_is_reported_as_damage():
    content = bytearray(recording(RR))
    content[4:8] = (len(content) - 20).to_bytes(4, "little")  # the header announces less than there is
    content[12:14] = compute_crc(content[:12]).to_bytes(2, "little")

    with pytest.raises(UnreadableRecordingError, match="damaged"):
        understand(bytes(content))
