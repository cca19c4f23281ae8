"""Rows as the version before stored them, with sentences where codes stand now."""

from __future__ import annotations

import json

import pytest

import hrv
from hrv import BeatSeries, Light, Reason, RuledOut, Window
from hrv.sentences_as_data import ABSENT, REASONS, RULED_OUT, light_in_codes, window_in_codes
from hrv.windows.absence import Absence
from hrv.windows.window import Numbers
from tests.hrv.hearts import resting

OLD_LIGHT = {
    "colour": "grey", "day": "2026-11-20", "since": None, "since_lo": None, "since_hi": None, "shift_sd": None,
    "shift_sd_lo": None, "shift_sd_hi": None, "shift_ms": None, "shift_ms_lo": None, "shift_ms_hi": None, "n_days": 3,
    "false_alarms_per_year": 1.0, "reason": "There are not enough good days yet to know your usual range.",
    "ruled_out": ["Only well measured days were counted.", "What you noted about these days does not explain it."],
    "explained_by": [], "usual_range": None, "resting_hr": None, "memory": None,
}  # fmt: skip
REJECTED = "The window is rejected: only 41% of it was measured cleanly."


def test_old_light_opens_with_codes():
    light = Light.from_json(OLD_LIGHT)

    assert light.reason is Reason.TOO_FEW
    assert light.ruled_out == (RuledOut.DATA_QUALITY, RuledOut.TAGS)
    assert Light.from_json(json.loads(json.dumps(light.to_json()))) == light


def test_old_sentences_cover_every_code():
    assert {Reason(code) for code in REASONS.values()} == set(Reason) - {Reason.NEW_SOURCE}  # newer than sentences
    assert {RuledOut(code) for code in RULED_OUT.values()} == set(RuledOut)
    assert {Absence(code) for code in ABSENT.values()} == set(Absence) - {Absence.REJECTED}


def test_old_rejected_window_opens_and_is_stored_shorter():
    new = _windows(seconds=130)[0].to_json()
    rejected = new | dict.fromkeys(Numbers._fields) | {"quality": "rejected", "coverage": 0.41}
    old = rejected | {"why": dict.fromkeys(Numbers._fields, REJECTED)}

    window = Window.from_json(old)

    assert window.why == dict.fromkeys(Numbers._fields, Absence.REJECTED)
    assert window.to_json()["why"] == {"*": "rejected"}
    assert Window.from_json(window.to_json()) == window


@pytest.mark.parametrize("cause", sorted(ABSENT))
def test_old_cause_of_an_absent_index_opens_as_its_code(cause):
    new = _windows(seconds=130)[0].to_json()
    old = new | {"rsa_ms": None, "why": new["why"] | {"rsa_ms": cause}}

    assert Window.from_json(old).why["rsa_ms"] is Absence(ABSENT[cause])


def test_rows_with_codes_come_back_unchanged():
    window, light = _windows(seconds=400)[0].to_json(), Light.from_json(OLD_LIGHT).to_json()

    assert window_in_codes(window) == window
    assert light_in_codes(light) == light


def _windows(*, seconds):
    return hrv.analyse_in_bulk(BeatSeries.from_rr(resting(3, seconds=seconds)), window_s=120.0)
