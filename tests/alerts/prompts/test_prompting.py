from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import structlog

from alerts.prompts import prompting
from alerts.prompts.delivery import IN_APP, InApp
from hrv import Colour
from store.models import Answer, AnswerKind, Away, PromptWishes

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
GREEN, YELLOW, RED, GREY = Colour.GREEN, Colour.YELLOW, Colour.RED, Colour.GREY


def follow(office, *, later=timedelta()):
    return prompting.follow_flips(office.store, now=office.now + later, stopping=lambda: False)


def deliver(office, *, later=timedelta(), delivery=IN_APP):
    return prompting.deliver_due(office.store, now=office.now + later, delivery=delivery, stopping=lambda: False)


def flip(office, colour, *, later=timedelta()):
    office.flip(office.alice, colour, later=later)
    made = follow(office, later=later)
    return made, deliver(office, later=later)


def told(office):
    return [prompt.content.colour for prompt in reversed(office.prompts(office.alice))]


def open_prompts(office, *, later=timedelta()):
    with office.as_(office.alice, later=later) as record:
        return record.prompts.open_for(office.alice.person_id)


def test_fall_becomes_one_prompt_with_actions(office):
    flip(office, GREEN)
    assert flip(office, YELLOW, later=HOUR) == (1, 1)
    (prompt,) = open_prompts(office, later=HOUR)
    assert prompt.content.colour == YELLOW
    assert {"talk-to-someone", "leader-priorities"} <= set(prompt.content.actions)


def test_the_same_flip_is_never_followed_twice(office):
    flip(office, YELLOW)
    assert follow(office, later=HOUR) == 0
    assert deliver(office, later=HOUR) == 0
    assert told(office) == [YELLOW]


def test_red_to_yellow_is_not_prompted_but_green_is(office):
    for hours, colour in enumerate([RED, YELLOW, GREEN]):
        flip(office, colour, later=hours * HOUR)
    assert told(office) == [RED, GREEN]


def test_grey_is_never_a_prompt(office):
    assert flip(office, GREY) == (0, 0)
    assert flip(office, GREEN, later=HOUR) == (0, 0)
    assert flip(office, GREY, later=2 * HOUR) == (0, 0)


def test_evening_flip_is_delivered_the_next_working_morning(office):
    office.flip(office.alice, YELLOW, later=10 * HOUR)
    assert follow(office, later=10 * HOUR) == 1
    assert deliver(office, later=10 * HOUR) == 0
    assert deliver(office, later=22 * HOUR) == 0
    assert deliver(office, later=23 * HOUR) == 1
    (prompt,) = office.prompts(office.alice)
    assert prompt.delivered_at == datetime(2026, 11, 19, 8, tzinfo=UTC)


def test_fall_that_ends_before_delivery_is_never_prompted(office):
    office.flip(office.alice, YELLOW, later=10 * HOUR)
    follow(office, later=10 * HOUR)
    office.flip(office.alice, GREEN, later=12 * HOUR)
    assert follow(office, later=12 * HOUR) == 0
    assert deliver(office, later=24 * HOUR) == 0
    assert told(office) == []


def test_worse_colour_replaces_an_undelivered_prompt(office):
    office.flip(office.alice, YELLOW, later=10 * HOUR)
    follow(office, later=10 * HOUR)
    office.flip(office.alice, RED, later=11 * HOUR)
    follow(office, later=11 * HOUR)
    assert deliver(office, later=24 * HOUR) == 1
    assert told(office) == [RED]


def test_grey_night_does_not_drop_a_waiting_prompt(office):
    office.flip(office.alice, YELLOW, later=10 * HOUR)
    follow(office, later=10 * HOUR)
    office.flip(office.alice, GREY, later=12 * HOUR)
    follow(office, later=12 * HOUR)
    assert deliver(office, later=24 * HOUR) == 1


def test_new_prompt_replaces_an_unanswered_one(office):
    flip(office, YELLOW)
    flip(office, RED, later=HOUR)
    assert [prompt.content.colour for prompt in open_prompts(office, later=HOUR)] == [RED]
    assert told(office) == [YELLOW, RED]


def test_answered_prompt_keeps_its_answer_when_another_follows(office):
    flip(office, YELLOW)
    (prompt,) = open_prompts(office)
    with office.as_(office.alice) as record:
        assert record.prompts.answer(prompt.id, Answer(AnswerKind.JUST_BUSY))
    flip(office, RED, later=HOUR)
    kinds = [prompt.answer and prompt.answer.kind for prompt in office.prompts(office.alice)]
    assert kinds == [None, AnswerKind.JUST_BUSY]


def test_fifth_prompt_is_delivered_once_the_limit_allows(office):
    for back in (28, 21, 14, 7):
        flip(office, YELLOW, later=-back * DAY)
        with office.as_(office.alice, later=-back * DAY) as record:
            (prompt,) = record.prompts.open_for(office.alice.person_id)
            record.prompts.answer(prompt.id, Answer(AnswerKind.NOT_NOW))
        office.flip(office.alice, GREY, later=-back * DAY + HOUR)
        office.flip(office.alice, GREEN, later=-back * DAY + 2 * HOUR)
        with office.engine(later=-back * DAY + 2 * HOUR) as record:
            for waiting in record.prompts.flips_to_follow(limit=9):
                record.prompts.pass_over(waiting.id)
    office.flip(office.alice, RED)
    assert follow(office) == 1
    assert deliver(office) == 0
    assert deliver(office, later=2 * DAY) == 1


def test_a_prompt_whose_month_filled_up_meanwhile_waits_on(office, monkeypatch):
    office.flip(office.alice, YELLOW)
    follow(office)
    later = office.now + 3 * DAY
    monkeypatch.setattr(prompting, "allowed_from", lambda *_args, **_facts: later)
    assert deliver(office) == 0
    monkeypatch.undo()
    assert deliver(office, later=2 * DAY) == 0
    assert deliver(office, later=5 * DAY) == 1


def test_quiet_hours_of_the_person_are_kept(office):
    with office.as_(office.alice) as record:
        record.wishes.set(office.alice.person_id, PromptWishes(quiet_from=time(21), quiet_until=time(13)))
    assert flip(office, YELLOW) == (1, 0)
    assert deliver(office, later=3 * HOUR) == 1


def wish(office, wishes, *, later=timedelta()):
    with office.as_(office.alice, later=later) as record:
        record.wishes.set(office.alice.person_id, wishes)


def test_early_return_delivers_the_waiting_prompt(office):
    wish(office, PromptWishes(away=Away(office.now.date(), date(2206, 12, 1))))
    assert flip(office, YELLOW) == (1, 0)
    wish(office, PromptWishes(), later=DAY)
    assert deliver(office, later=DAY) == 1


def test_changed_time_zone_applies_to_waiting_prompts(office):
    evening_here = timedelta(hours=11)  # and noon in Los Angeles
    assert flip(office, YELLOW, later=evening_here) == (1, 0)
    with office.as_(office.alice, later=evening_here) as record:
        record.accounts.set_preferences(office.alice.person_id, language="en", time_zone="America/Los_Angeles")
    assert deliver(office, later=evening_here) == 1


def test_changed_wish_never_delivers_in_quiet_hours(office):
    wish(office, PromptWishes(away=Away(office.now.date(), office.now.date() + 9 * DAY)))
    flip(office, YELLOW)
    wish(office, PromptWishes(), later=12 * HOUR)
    assert deliver(office, later=12 * HOUR) == 0
    assert deliver(office, later=DAY) == 1


@pytest.mark.parametrize("last", [date(2030, 1, 1), date.max])
def test_prompt_waits_for_years_of_absence(office, last):
    wish(office, PromptWishes(away=Away(office.now.date(), last)))
    assert flip(office, YELLOW) == (1, 0)
    for years in range(1, 4):
        assert deliver(office, later=years * 370 * DAY) == 0
    assert deliver(office, later=5 * 370 * DAY) == (1 if last < date.max else 0)


def test_prompt_is_visible_only_to_its_person(office):
    flip(office, RED)
    assert office.prompts(office.bob) == ()
    with office.as_(office.nora) as record:
        assert record.prompts.list(office.alice.person_id) == ()
        assert record.cases.worklist() == ()


def test_failing_flip_does_not_stop_the_others(office, monkeypatch):
    office.flip(office.alice, YELLOW)
    office.flip(office.bob, YELLOW)
    real = prompting._follow

    def poisoned(record, waiting, **facts):
        if waiting.person_id == office.alice.person_id:
            raise KeyError("yellow of Alice")
        return real(record, waiting, **facts)

    monkeypatch.setattr(prompting, "_follow", poisoned)
    with structlog.testing.capture_logs() as logs:
        assert follow(office) == 1
    assert "yellow" not in repr(logs)
    assert [line["event"] for line in logs] == ["flip_not_followed"]
    monkeypatch.undo()
    assert follow(office) == 1


def test_a_delivery_that_fails_is_tried_again(office):
    class Broken(InApp):
        """A way to the person that is closed today."""

        def deliver(self, record, prompt_id):
            super().deliver(record, prompt_id)
            raise ConnectionError("closed")

    office.flip(office.alice, YELLOW)
    follow(office)
    with structlog.testing.capture_logs() as logs:
        assert deliver(office, delivery=Broken()) == 0
    assert [line["event"] for line in logs] == ["prompt_not_delivered"]
    assert told(office) == []
    assert deliver(office) == 1


def test_prompt_delivered_elsewhere_is_not_repeated(office):
    class Overtaken:
        """Another process got there first."""

        def deliver(self, _record, _prompt_id):
            return False

    office.flip(office.alice, YELLOW)
    follow(office)
    assert deliver(office, delivery=Overtaken()) == 0


@pytest.mark.parametrize("stage", [follow, deliver])
def test_no_prompt_is_started_when_stopping(office, stage):
    office.flip(office.alice, YELLOW)
    if stage is deliver:
        follow(office)
    run = {
        follow: lambda: prompting.follow_flips(office.store, now=office.now, stopping=lambda: True),
        deliver: lambda: prompting.deliver_due(office.store, now=office.now, delivery=IN_APP, stopping=lambda: True),
    }[stage]
    assert run() == 0
    assert stage(office) == 1


def test_only_the_newer_of_two_pending_flips_is_prompted(office):
    office.flip(office.alice, YELLOW)
    office.flip(office.alice, RED)
    assert follow(office) == 1
    deliver(office)
    assert told(office) == [RED]
    with office.engine() as record:
        assert record.prompts.flips_to_follow(limit=9) == ()


def test_grey_between_two_yellow_flips_makes_one_prompt(office):
    for hours, colour in ((10, YELLOW), (11, GREY), (12, YELLOW)):
        office.flip(office.alice, colour, later=hours * HOUR)
        follow(office, later=hours * HOUR)
    assert deliver(office, later=24 * HOUR) == 1
    assert told(office) == [YELLOW]


def test_one_tick_follows_every_flip_despite_a_failing_one(office, monkeypatch):
    monkeypatch.setattr(prompting, "BATCH", 1)
    real = prompting._follow

    def poisoned(record, waiting, **facts):
        if waiting.person_id == office.alice.person_id:
            raise ArithmeticError
        return real(record, waiting, **facts)

    with monkeypatch.context() as patched:
        patched.setattr(prompting, "_follow", poisoned)
        for hours, (person, colour) in enumerate([(office.alice, YELLOW), (office.bob, YELLOW), (office.bob, RED)]):
            office.flip(person, colour, later=hours * HOUR)
        assert follow(office, later=3 * HOUR) == 1
    assert follow(office, later=3 * HOUR) == 1
    assert deliver(office, later=3 * HOUR) == 2
    assert [prompt.content.colour for prompt in office.prompts(office.bob)] == [RED]
