"""JSON with RR intervals goes the way of tables: units, questions, checks against the stamps, and counts."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import numpy as np
import pytest

from sensors.recordings.registry import About, UnreadableRecordingError, understand

HEART = np.random.default_rng(7).normal(830, 30, 300).round().astype(int).tolist()


def read(value, **about):
    return understand(json.dumps(value).encode(), About(**about))


def refusal(value, **about):
    with pytest.raises(UnreadableRecordingError) as error:
        read(value, **about)
    return error.value


def said(messages):
    return [str(each) for each in messages]


@pytest.mark.parametrize("value", [HEART, {"rr": HEART}, {"rr_list": HEART}])
def test_unit_that_nothing_shows_is_called_an_assumption(value):
    found = read(value)

    assert found.beats.series.rr_ms.tolist() == HEART
    assert [each.code for each in found.assumptions] == ["sensors.decision.assumed_ms"]


@pytest.mark.parametrize("name", ["rr_ms", "RRms", "rrIntervals_ms", "nn in msec"])
def test_unit_in_the_name_of_a_list_is_believed(name):
    found = read({name: HEART})

    assert found.assumptions == ()
    assert (found.seen.unit, found.seen.columns, found.seen.header) == ("ms", {"intervals": name}, ())


@pytest.mark.parametrize(("unit", "factor"), [("1/1024", 1000 / 1024), ("ms", 1.0), ("1000/s", 1.0)])
def test_answer_about_the_unit_is_taken(unit, factor):
    found = read({"rr": HEART}, unit=unit)

    assert found.beats.series.rr_ms == pytest.approx(np.array(HEART) * factor)
    assert found.assumptions == ()


def test_samples_are_asked_about_and_read_as_answered():
    samples = [rr // 4 for rr in HEART]
    (question,) = refusal({"rr": samples}).questions

    assert (question.option, "250/s" in {each.answer for each in question.offers}) == ("unit", True)
    assert read({"rr": samples}, unit="250/s").beats.series.rr_ms == pytest.approx(np.array(samples) * 4)


def test_unknown_unit_is_refused():
    assert "no unit of RR intervals" in str(refusal({"rr": HEART}, unit="h"))


@pytest.mark.parametrize("value", [[7, 8, 9, 8] * 30, {"rr": [60, 62, 61, 63] * 30, "hr": 1}])
def test_numbers_that_are_no_heart_are_refused(value):
    refusal(value)


def test_null_leaves_a_gap_and_is_counted_apart_from_strays():
    found = read({"rr": [*HEART[:50], None, *HEART[50:90], 0, *HEART[90:], 65535]})

    assert found.beats.series.rr_ms.tolist() == HEART
    assert np.flatnonzero(np.diff(found.beats.series.segment)).tolist() == [49, 89]
    assert said(found.left_out) == [
        "Rows without an interval: 1.",
        "2 intervals were left out because no heart makes them (under 0.1 s or over 10 s).",
    ]
    assert found.seen.rows == {"seen": 303, "taken": 300, "no beat": 3}


def test_bare_list_may_begin_with_null():
    assert len(read([None, *HEART]).beats.series) == len(HEART)


def test_numbers_in_quotes_are_numbers_and_words_are_named():
    assert read({"rr": [str(HEART[0]), "n/a", *HEART[1:]]}).beats.series.rr_ms.tolist() == HEART
    assert "RR interval number 3 is 'x', which is not a number" in str(refusal({"rr": [*HEART[:2], "x", *HEART[2:]]}))


def test_list_that_stands_there_twice_is_read_once_and_counted():
    assert len(read({"rr": HEART * 2}).beats.series) == len(HEART)
    assert "left out: 300" in said(read({"rr": HEART * 2}).left_out)[0]


def test_lists_of_one_length_that_differ_are_asked_about():
    value = {"start": "2026-03-10T07:00:00Z", "rr": HEART, "nn": [rr + 5 for rr in HEART]}
    (question,) = refusal(value).questions
    found = read(value, column="nn")

    assert (question.option, [each.answer for each in question.offers]) == ("column", ["rr", "nn"])
    assert found.beats.series.rr_ms.tolist() == value["nn"]
    assert found.beats.started_at == datetime(2026, 3, 10, 7, tzinfo=UTC)
    assert said(found.left_out) == ["300 intervals were left out: they stand in other lists of the same file."]
    assert "No column that is called ppg" in str(refusal(value, column="ppg"))


def test_same_list_in_two_units_is_no_question():
    found = read({"rr_ms": HEART, "rr_s": [rr / 1000 for rr in HEART]})

    assert found.beats.series.rr_ms == pytest.approx(HEART)


def rows(rr, times=None, name="rr"):
    times = np.cumsum(rr).tolist() if times is None else times
    return [{"timestamp": time, name: value} for time, value in zip(times, rr, strict=True)]


def test_ticks_under_the_name_of_ms_are_put_right_beside_times():
    ticks = [round(rr * 1.024) for rr in HEART]
    found = read({"beats": rows(ticks, np.cumsum(HEART).tolist())})

    assert found.beats.series.rr_ms == pytest.approx(HEART, abs=1)
    assert found.seen.columns == {"intervals": "rr", "stamps": "timestamp"}


def test_intervals_that_outlast_their_times_are_refused():
    assert "times as long" in str(refusal({"beats": rows(HEART, (np.cumsum(HEART) / 1.5).tolist())}))


def test_unit_in_the_name_of_rows_and_lost_intervals_count():
    value = rows(HEART, name="rr_ms")
    value[100]["rr_ms"] = None
    found = read(value)

    assert len(set(found.beats.series.segment.tolist())) == 2
    assert (found.assumptions, said(found.left_out)) == ((), ["Rows without an interval: 1."])


def test_time_that_is_none_is_named_by_its_number():
    value = rows(HEART)
    value[4]["timestamp"] = "soon"

    assert "Time number 5 is 'soon', which is not a time" in str(refusal(value))
