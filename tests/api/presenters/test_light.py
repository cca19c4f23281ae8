from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest

from alerts.texts import SEE_SOMEONE
from api.presenters.light import UNCLEAR, LightView
from api.presenters.words import REASONS_OF_OTHERS, RULED_OUT_OF_OTHERS
from hrv import Colour, Light, Offset, Reason, RuledOut, Source, SourceChange, Tag, TagShare
from messages.rendering import SOURCE_READER

DAY = date(2026, 11, 20)


def fall(colour=Colour.YELLOW, **changed):
    facts = {
        "colour": colour,
        "day": DAY,
        "since": DAY - timedelta(days=9),
        "since_lo": DAY - timedelta(days=12),
        "since_hi": DAY - timedelta(days=7),
        "shift_sd": -1.2,
        "shift_sd_lo": -1.7,
        "shift_sd_hi": -0.7,
        "shift_ms": -9.0,
        "shift_ms_lo": -13.0,
        "shift_ms_hi": -5.0,
        "n_days": 9,
        "false_alarms_per_year": 0.25,
        "reason": Reason.BELOW,
        "ruled_out": tuple(RuledOut),
        "explained_by": (TagShare(tag=Tag.TRAVEL, n_days=3, effect_sd=-0.4, effect_sd_lo=-0.8, effect_sd_hi=0.0),),
        "usual_range": None,
    }
    return Light(**facts | changed)


def shown(light, **whose):
    return LightView.of(light, SOURCE_READER, **whose)


def test_drop_is_shown_as_positive_with_the_smaller_end_first():
    shift = shown(fall()).shift
    assert (shift.ms.least, shift.ms.by, shift.ms.most) == (5.0, 9.0, 13.0)
    assert (shift.sd.least, shift.sd.by, shift.sd.most) == (0.7, 1.2, 1.7)


def test_interval_above_the_usual_level_is_cut_at_zero():
    assert shown(fall(shift_ms_hi=2.0)).shift.ms.least == 0.0


@pytest.mark.parametrize("missing", ["shift_ms", "shift_ms_lo", "shift_sd", "shift_sd_hi"])
def test_incomplete_shift_is_not_shown(missing):
    assert shown(fall(**{missing: None})).shift is None


def test_false_alarm_rate_is_shown_in_years():
    assert shown(fall()).once_in_years == 4.0


def test_a_green_light_needs_no_rate():
    light = shown(fall(Colour.GREEN, reason=Reason.WITHIN))
    assert (light.times_a_year, light.once_in_years) == (None, None)


def test_unclear_rhythm_view_has_only_see_someone():
    light = shown(fall(Colour.GREY, reason=Reason.RHYTHM))
    assert (light.headline, light.sentences) == (UNCLEAR, (SEE_SOMEONE(),))


def test_nurse_text_says_their_usual_range():
    assert shown(fall(), of_somebody_else=True).headline == "A little below their usual range"


def test_notes_are_shown_with_day_counts_only_if_included():
    (noted,) = shown(fall()).noted
    assert (noted.what, noted.n_days) == ("Travel", 3)
    assert shown(fall().without_notes(), of_somebody_else=True).noted == ()


def test_every_light_reason_has_a_text():
    assert set(REASONS_OF_OTHERS) == set(Reason)
    assert set(RULED_OUT_OF_OTHERS) == set(RuledOut)


def test_new_device_is_told_for_four_weeks_with_its_offset():
    offset = Offset(n_days=6, ln=math.log(0.5), ln_lo=math.log(0.4), ln_hi=math.log(0.625))
    change = SourceChange(Source("strap"), Source("watch"), DAY - timedelta(days=30), DAY - timedelta(days=26), offset)
    told = shown(fall(source_change=change)).new_source
    assert told.endswith(
        "On 6 days with both, its RMSSD was 0.5 times that of the one before (90% sure: 0.4 to 0.62). "
        "The usual range was moved by that."
    )
    long_ago = replace(change, settled_on=DAY - timedelta(days=29))
    assert shown(fall(source_change=long_ago)).new_source is None


def test_api_names_the_source_and_the_last_change():
    change = SourceChange(Source("strap"), Source("hrv4training"), DAY - timedelta(days=2))
    view = shown(fall(source=Source("strap"), source_change=change))
    assert (view.source, view.source_change.after, view.source_change.settled_on) == ("strap", "hrv4training", None)
    assert (view.source_change.told.code, view.source_change.offset) == ("source.waits", None)
    assert "HRV4Training" in view.source_change.told.text
    assert shown(fall()).source_change is None
