from __future__ import annotations

from datetime import timedelta

import pytest
import structlog

from alerts.actions.offer import sentences
from alerts.log import trouble
from alerts.schedule import tick as tick_module
from alerts.schedule.tick import Tally
from alerts.texts import SEE_SOMEONE
from hrv import Colour, Reason, Rhythm

DAY = timedelta(days=1)
LATER = timedelta(minutes=10)


def light(office):
    with office.as_(office.alice, later=90 * DAY) as record:
        return record.lights.current(office.alice.person_id).light


def test_low_week_gives_a_light_and_a_prompt_in_one_tick(office, steady, heart, tick):
    office.days(office.alice, [*steady(60), *steady(20, level=3.1)], until=office.now.date() - DAY)
    office.send(office.strap(office.alice), heart(minutes=3.3, rmssd_ms=18))
    done = tick(office, later=LATER)
    assert done == Tally(analysed=1, flips=1, prompts=1, delivered=1, reviews=0)
    assert light(office).day == office.now.date()


def test_extra_beats_give_a_grey_light_and_no_prompt(office, steady, heart, tick):
    office.days(office.alice, steady(60), until=office.now.date() - 3 * DAY)
    strap = office.strap(office.alice)
    for back in (2, 1, 0):
        at = office.now - back * DAY
        office.send(strap, heart(start=at, minutes=3.4, unclear=True, seed=back))
        tick(office, now=at + LATER)
    assert (light(office).colour, light(office).reason) == (Colour.GREY, Reason.RHYTHM)
    assert sentences(light(office).colour, rhythm=Rhythm.UNCLEAR) == (SEE_SOMEONE(),)
    assert office.prompts(office.alice) == ()


def test_tick_log_has_counts_and_no_personal_data(office, steady, heart, tick):
    office.days(office.alice, [*steady(60), *steady(20, level=3.1)], until=office.now.date() - DAY)
    office.send(office.strap(office.alice), heart(minutes=3.3, rmssd_ms=18))
    with structlog.testing.capture_logs() as logs:
        tick(office, later=LATER)
    (line,) = logs
    assert line.pop("event") == "ticked"
    assert line.pop("log_level") == "info"
    assert line == {"analysed": 1, "flips": 1, "prompts": 1, "delivered": 1, "reviews": 0, "sessions": 0}


def test_idle_tick_logs_nothing(office, tick):
    with structlog.testing.capture_logs() as logs:
        assert tick(office) == Tally()
    assert logs == []


@pytest.mark.parametrize("stage", ["analyse_due", "evaluate_due", "follow_flips", "deliver_due", "flag_overdue"])
def test_a_stage_that_fails_leaves_the_others_running(office, tick, monkeypatch, stage):
    names = ["analyse_due", "evaluate_due", "follow_flips", "deliver_due", "flag_overdue"]
    for name in names:
        monkeypatch.setattr(tick_module, name, lambda *_args, **_facts: 1)

    def fails(*_args, **_facts):
        raise LookupError("yellow")

    monkeypatch.setattr(tick_module, stage, fails)
    with structlog.testing.capture_logs() as logs:
        done = tick(office)
    assert [done.analysed, done.flips, done.prompts, done.delivered, done.reviews] == [int(n != stage) for n in names]
    assert logs[0]["event"] == "stage_failed"
    assert "yellow" not in repr(logs)


def test_tick_failure_logs_only_its_kind_and_place():
    def inner():
        raise ValueError("RR 812.5 of Alice")

    with pytest.raises(ValueError, match="Alice") as caught:
        inner()
    said = trouble(caught.value)
    assert said["error"] == "ValueError"
    assert said["where"].startswith("test_tick_failure_logs_only_its_kind_and_place.<locals>.inner:")
    assert trouble(ValueError("RR 812.5 of Alice")) == {"error": "ValueError", "where": "unknown"}
