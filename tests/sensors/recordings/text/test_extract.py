"""What the command line takes from large files arrives as it was read."""

from __future__ import annotations

import json
import math

import pytest

from sensors.recordings.registry import UnreadableRecordingError, understand
from sensors.recordings.text import extract
from tests.sensors.recordings import export_samples as made


@pytest.mark.parametrize("make", [made.apple, made.health_connect_db, made.fit_hr, made.suunto_sml, made.oura_csv])
def test_extract_comes_back_as_it_was(make):
    found = understand(make())
    again = understand(extract.written(found))

    assert (again.format, again.days, again.left_out) == (found.format, found.days, found.left_out)
    assert (again.assumptions, again.remarks) == (found.assumptions, found.remarks)
    assert (again.beats is None) is (found.beats is None)
    if found.beats is not None:
        assert again.beats.started_at == found.beats.started_at
        assert again.beats.series.time_s.tolist() == found.beats.series.time_s.tolist()
        assert again.beats.series.rr_ms.tolist() == found.beats.series.rr_ms.tolist()


@pytest.mark.parametrize(
    "change",
    [
        {"format": "unheard-of"},
        {"days": [["2026-03-10", "much", None, 1, ""]]},
        {"days": [["2026-03-10", -41.0, None, 1, ""]]},
        {"days": [["2026-03-10", math.nan, None, 1, ""]]},
        {"days": [["2026-03-10", 41.0, 0.0, 1, ""]]},
        {"days": [["2026-03-10", 41.0, None, 1, "x" * 100]]},
        {"left_out": [{"code": "sensors.unheard_of", "parameters": {}}]},
        {"left_out": [{"code": "sensors.wearables.naps", "parameters": {}}]},
        {"left_out": [{"code": "sensors.wearables.naps", "parameters": {"n": None}}]},
        {"beats": {"time_s": [2.0, 1.0]}},
    ],
)
def test_changed_extract_is_refused_in_a_sentence(change):
    told = json.loads(extract.written(understand(made.oura_csv()))) | change

    with pytest.raises(UnreadableRecordingError, match="did not arrive"):
        understand(json.dumps(told).encode())
