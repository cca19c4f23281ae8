from __future__ import annotations

from hrv import Kind
from hrv.recording_kind import RecordingKind


def test_value_is_of_a_recordings_kind_or_reported():
    assert {kind.value for kind in Kind} == {kind.value for kind in RecordingKind} | {Kind.REPORTED.value}
