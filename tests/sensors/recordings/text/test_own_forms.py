"""What is exported comes back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrv.beats import BeatSeries
from sensors.recordings.registry import UnreadableRecordingError, understand
from sensors.recordings.text.own_forms import DAMAGED, MOST_OFF_S, Form, written
from tests.properties import examples

EXACT = (Form.CSV, Form.KUBIOS)
TICK_MS = 1000 / 1024


@st.composite
def recordings(draw):
    """Beats as straps and files give them: on any grid, with holes and cuts and flags, and a clock that drifts."""
    n = draw(st.integers(2, 60))
    ticks = np.array(draw(st.lists(st.integers(280, 2000), min_size=n, max_size=n)), np.float64)
    grid = draw(st.sampled_from([1.0, TICK_MS, 0.1]))
    rr_ms = ticks * grid if grid != 0.1 else ticks + 0.1
    slew_s = np.array(draw(st.lists(st.floats(0, 0.004), min_size=n, max_size=n)))
    hole_s = np.array(draw(st.lists(st.sampled_from([0.0] * 8 + [3.0, 4000.0]), min_size=n, max_size=n)))
    start_s = draw(st.sampled_from([0.0, 1_795_248_000.5, 1_795_248_000.123456]))
    time_s = start_s + np.cumsum(rr_ms / 1000 + slew_s + hole_s)
    cuts = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    flags = np.array(draw(st.lists(st.sampled_from([0, 0, 0, 1, 2, 15]), min_size=n, max_size=n)), np.uint8)
    return BeatSeries(time_s, rr_ms, np.cumsum(cuts).astype(np.int32), flags)


def come_back(series, form):
    return understand(written(series, form).encode()).beats.series


@examples(80)
@given(recordings(), st.sampled_from(Form))
def test_exported_beats_read_back_unchanged(series, form):
    back = come_back(series, form)

    assert back.rr_ms.tolist() == series.rr_ms.tolist()
    assert back.segment.tolist() == series.segment.tolist()
    assert back.flags.tolist() == series.flags.tolist()
    if form in EXACT:
        assert back.time_s.tolist() == series.time_s.tolist()
    else:
        assert np.abs(back.time_s - series.time_s).max() <= MOST_OFF_S + 1e-6


@pytest.mark.parametrize("form", Form)
def test_a_date_is_kept(form):
    series = BeatSeries.from_rr([800.0, 810.0, 790.0], start=1_795_248_000.0)

    assert understand(written(series, form).encode()).beats.started_at.timestamp() == 1_795_248_000.0


def test_other_programs_find_plain_intervals_in_the_plain_form():
    text = written(BeatSeries.from_rr([800.0, 812.5, 790.0]), Form.PLAIN)

    assert [line for line in text.splitlines() if not line.startswith("#")] == ["800.0", "812.5", "790.0"]


def test_kubios_form_has_two_columns_in_seconds():
    text = written(BeatSeries.from_rr([800.0, 812.5], start=100.0), Form.KUBIOS)

    assert [line.split("\t") for line in text.splitlines() if line[0] != "#"] == [
        ["0.8", "0.8000"],
        ["1.6125", "0.8125"],
    ]


@pytest.mark.parametrize("form", [Form.PLAIN, Form.KUBIOS])
def test_intervals_are_read_without_the_remarks(form):
    series = BeatSeries.from_rr([800.0, 812.5, 790.0, 805.0])
    bare = "\n".join(line for line in written(series, form).splitlines() if not line.startswith("#"))

    assert understand(bare.encode()).beats.series.rr_ms.tolist() == [800.0, 812.5, 790.0, 805.0]


@pytest.mark.parametrize("form", Form)
def test_a_form_that_was_changed_by_hand_is_refused(form):
    text = written(BeatSeries.from_rr([800.0, 812.5, 790.0]), form)
    for changed in (
        text.replace("790", "79O"),
        text.replace("0.79", "x"),
        text.replace("pulsro {", "pulsro {{"),
        text + "1,2\n",
    ):
        if changed != text and (form is not Form.PLAIN or "79O" in changed or "{{" in changed):
            with pytest.raises(UnreadableRecordingError, match=DAMAGED.one[:30]):
                understand(changed.encode())


def test_empty_series_cannot_be_exported():
    with pytest.raises(ValueError, match="no beats"):
        written(BeatSeries.from_rr([]), Form.CSV)


@pytest.mark.parametrize("form", [Form.PLAIN, Form.KUBIOS])
@pytest.mark.parametrize(
    "runs", [[[0, 0], [10**11, 1]], [[-(10**11), 0]], [[1, 0]], [[0, 0], [0, 1]], [], [[0, 2**40]]]
)
def test_remarks_on_absent_beats_are_refused_before_allocation(form, runs):
    text = written(BeatSeries.from_rr([800.0, 812.5, 790.0]), form)

    with pytest.raises(UnreadableRecordingError, match=DAMAGED.one[:30]):
        understand(text.replace('"segments":[[0,0]]', f'"segments":{runs}').encode())


@pytest.mark.parametrize("moments", [[], [[1, 5.0]], [[0, 5.0], [7, 9.0]]])
def test_moments_missing_for_some_beats_are_refused(moments):
    text = written(BeatSeries.from_rr([800.0, 812.5, 790.0]), Form.PLAIN)

    with pytest.raises(UnreadableRecordingError, match=DAMAGED.one[:30]):
        understand(text.replace('"moments":[[0,0.8]]', f'"moments":{moments}').encode())


@pytest.mark.parametrize("row", ["9.0,800,4000000000,0", "9.0,800,0,300", "9.0,800,0,-1"])
def test_invalid_segment_or_flag_is_refused(row):
    text = written(BeatSeries.from_rr([800.0, 812.5, 790.0]), Form.CSV)

    with pytest.raises(UnreadableRecordingError, match=DAMAGED.one[:30]):
        understand(f"{text}{row}\n".encode())


def test_deeply_nested_remarks_are_refused():
    with pytest.raises(UnreadableRecordingError, match=DAMAGED.one[:30]):
        understand(f"# pulsro {'[' * 100_000}\n800\n810\n".encode())
