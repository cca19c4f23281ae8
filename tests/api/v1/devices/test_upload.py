from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.v1.devices.upload import FULL_FIELD_MS, FURTHEST_AHEAD, MOST_BEATS, Block, Upload, reason_to_refuse
from hrv.recording_kind import RecordingKind

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def _block(*, start=NOW, rr=(800.0, 810.0, 790.0), **changed):
    times = [start.timestamp() + index for index in range(len(rr))]
    fields = {"sequence": 0, "time_s": times, "rr_ms": list(rr), "segment": [0] * len(rr), "flags": [0] * len(rr)}
    return Block(**(fields | changed))


def _reason(block, *, kind=RecordingKind.WORKDAY):
    return reason_to_refuse(block, kind=kind, now=NOW)


def test_plain_block_is_accepted():
    assert _reason(_block()) is None


@pytest.mark.parametrize("rr_ms", [0.0, -1.0, 65535 * 1000 / 1024, 70_000.0])
def test_zero_or_full_field_interval_refuses_the_block(rr_ms):
    assert "interval of 0" in str(_reason(_block(rr=(800.0, rr_ms, 790.0))))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"time_s": [], "rr_ms": [], "segment": [], "flags": []}, "no beats"),
        ({"flags": [0, 0]}, "differ in length"),
        ({"time_s": [NOW.timestamp()] * 3}, "not in order of time"),
        ({"segment": [1, 0, 0]}, "segments of the block go backwards"),
        ({"time_s": [NOW.timestamp() - back for back in (3600, 1, 0)]}, "more than twenty minutes"),
    ],
)
def test_contradictory_block_is_refused_with_advice(changed, words):
    assert words in str(_reason(_block(**changed)))


def test_block_from_the_future_reports_a_wrong_clock():
    assert "set the clock" in str(_reason(_block(start=NOW + FURTHEST_AHEAD)))
    assert _reason(_block(start=NOW + FURTHEST_AHEAD - timedelta(seconds=3))) is None


def test_only_an_import_may_be_old():
    old = _block(start=NOW - timedelta(days=2000))
    assert "send it as an import" in str(_reason(old))
    assert _reason(old, kind=RecordingKind.IMPORT) is None
    assert "check the clock" in str(_reason(_block(start=datetime(1970, 1, 1, tzinfo=UTC)), kind=RecordingKind.IMPORT))


@pytest.mark.parametrize(
    "changed",
    [
        {"sequence": -1},
        {"sequence": 2**31},
        {"rr_ms": [800.0, float("nan"), 790.0]},
        {"time_s": [0.0, 1.0, float("inf")]},
        {"flags": [0, 16, 0]},
        {"segment": [0, -1, 0]},
        {"segment": [0, 0, 2**31]},
        {"segment": [0, False, 0]},
        {"sequence": True},
        {"sequence": "0"},
        {"rr_ms": [800.0, True, 790.0]},
        {"rr_ms": [800.0, "810", 790.0]},
        {"time_s": ["0", "1", "2"]},
        {"flags": ["0", 0, 0]},
        {"unknown": 1},
    ],
)
def test_malformed_block_is_rejected(changed):
    with pytest.raises(ValidationError):
        _block(**changed)


def test_a_block_holds_only_so_many_beats():
    with pytest.raises(ValidationError):
        _block(rr=[800.0] * (MOST_BEATS + 1))


@pytest.mark.parametrize(
    "changed",
    [{"kind": "sleep"}, {"sent_at": "2026-11-21T08:00:00"}, {"source": "mine"}, {"blocks": []}],
)
def test_malformed_upload_is_rejected(changed):
    fields = {
        "source": "6f1f54a4-5dc3-4c9f-a3a5-5a86b21c4fb1",
        "kind": "check",
        "sent_at": "2026-11-21T08:00:00Z",
        "blocks": [_block()],
    }
    assert Upload(**fields).kind is RecordingKind.CHECK
    with pytest.raises(ValidationError):
        Upload(**(fields | changed))


@given(
    rr=st.lists(st.floats(1.0, FULL_FIELD_MS - 1), min_size=1, max_size=40),
    ahead_s=st.integers(-86_400 * 399, 500),
)
def test_any_sorted_plausible_block_of_the_last_year_is_valid(rr, ahead_s):
    assert _reason(_block(start=NOW + timedelta(seconds=ahead_s), rr=rr)) is None


@given(rr=st.lists(st.floats(1.0, FULL_FIELD_MS - 1), min_size=2, max_size=40), data=st.data())
def test_swapping_two_times_always_refuses_the_block(rr, data):
    block = _block(rr=rr)
    first, second = sorted(data.draw(st.sets(st.integers(0, len(rr) - 1), min_size=2, max_size=2)))
    times = list(block.time_s)
    times[first], times[second] = times[second], times[first]
    assert "order of time" in str(_reason(_block(rr=rr, time_s=times)))
