"""What a person told the program: laid beside the values it explains, and beside the range before there are values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

import hrv
from alerts import day_notes
from alerts.care import sharing
from alerts.care.consent_text import CONSENT
from alerts.day_notes import Which, explained
from alerts.pipeline import evaluation
from alerts.prompts import answers, prompting
from alerts.prompts.delivery import IN_APP
from alerts.refusals import Refused
from hrv import AgeBand, Colour, Kind, Reason, Sex, Tag
from store.models import Answer, AnswerKind, Away, DayTags, Profile, Purpose
from tests.alerts.conftest import light_of

TODAY = date(2026, 11, 18)
DAY = timedelta(days=1)


@pytest.fixture
def agreed(office):
    """Alice lets her days be kept."""
    sharing.allow_storing(office.store, person=office.alice, now=office.now)
    return office


def note(office, *tags, day=TODAY):
    day_notes.note(office.store, person=office.alice, day=day, tags=tags, now=office.now)


def noted(office):
    with office.as_(office.alice) as record:
        return {each.day: each.tags for each in record.tags.list(office.alice.person_id)}


def light(office):
    with office.engine() as record:
        record.lights.schedule(office.alice.person_id, at=office.now)
    evaluation.evaluate_due(office.store, now=office.now, stopping=lambda: False)
    with office.as_(office.alice) as record:
        return record.lights.current(office.alice.person_id).light


# ---------------------------------------------------------------------------- noting
def test_only_the_last_two_months_can_be_noted(agreed):
    note(agreed, Tag.TRAVEL, day=TODAY - day_notes.NOTED_BACK)
    for day in (TODAY + DAY, TODAY - day_notes.NOTED_BACK - DAY):
        with pytest.raises(Refused, match="last two months"):
            note(agreed, Tag.TRAVEL, day=day)
    assert noted(agreed) == {TODAY - day_notes.NOTED_BACK: (Tag.TRAVEL,)}


def test_day_follows_the_persons_time_zone(agreed):
    late = agreed.now.replace(hour=23, minute=30)  # past midnight in Copenhagen
    day_notes.note(agreed.store, person=agreed.alice, day=TODAY + DAY, tags=[Tag.TRAVEL], now=late)
    assert TODAY + DAY in noted(agreed)


def test_note_without_consent_is_refused_with_advice(office):
    with pytest.raises(Refused, match="under Sharing"):
        note(office, Tag.TRAVEL)


def test_consent_text_says_notes_are_used_and_ratings_are_not():
    assert "What I note about a day" in CONSENT[Purpose.STORE].one
    assert "How I rate my days is never used" in CONSENT[Purpose.STORE].one
    assert "only if I ticked that too" in CONSENT[Purpose.TREND].one


# ---------------------------------------------------------------------------- what an answer notes
@pytest.fixture
def asked(agreed, steady):
    """Alice's light fell a week ago, and she is asked about it."""
    agreed.days(agreed.alice, [*steady(60), *steady(12, level=3.1)])
    agreed.flip(agreed.alice, Colour.GREEN)
    assert light(agreed).colour in {Colour.YELLOW, Colour.RED}
    prompting.follow_flips(agreed.store, now=agreed.now, stopping=lambda: False)
    prompting.deliver_due(agreed.store, now=agreed.now, delivery=IN_APP, stopping=lambda: False)
    return agreed


def say(office, *tags, about=Which.TODAY):
    with office.as_(office.alice) as record:
        (prompt,) = record.prompts.open_for(office.alice.person_id)
    given = Answer(AnswerKind.NOT_NOW, tags=tags)
    return answers.answer(
        office.store, person=office.alice, prompt_id=prompt.id, answer=given, now=office.now, about=about
    )


def test_tags_in_an_answer_are_added_to_the_days_notes(asked):
    note(asked, Tag.TRAVEL)
    assert say(asked, Tag.ALCOHOL, answers.OTHER).counted
    assert noted(asked) == {TODAY: (Tag.ALCOHOL, Tag.TRAVEL)}


def test_answer_about_two_days_notes_lasting_tags_on_the_first(asked):
    say(asked, Tag.ALCOHOL, Tag.MEDICATION, about=Which.TWO_DAYS)
    assert noted(asked) == {TODAY - DAY: (Tag.ALCOHOL, Tag.MEDICATION), TODAY: (Tag.ALCOHOL,)}


def test_answer_about_the_whole_fall_notes_every_day_since(asked):
    with asked.as_(asked.alice) as record:
        since = record.lights.current(asked.alice.person_id).light.since
    say(asked, Tag.ILLNESS, about=Which.SINCE_IT_BEGAN)
    assert set(noted(asked)) == {since + n * DAY for n in range((TODAY - since).days + 1)}


def test_lasting_tag_is_noted_once(asked):
    say(asked, Tag.PACEMAKER, about=Which.TWO_DAYS)
    assert noted(asked) == {TODAY - DAY: (Tag.PACEMAKER,)}


def test_answer_about_a_fall_without_one_counts_as_today(agreed):
    with agreed.as_(agreed.alice) as record:
        day_notes.note_with_answer(record, agreed.alice, [Tag.TRAVEL], which=Which.SINCE_IT_BEGAN)
    assert noted(agreed) == {TODAY: (Tag.TRAVEL,)}


def test_fall_onset_in_the_future_counts_as_today(agreed):
    with agreed.engine() as record:
        standing = record.lights.current(agreed.alice.person_id)
        light = replace(light_of(Colour.YELLOW, on=TODAY + DAY), since=TODAY + DAY)
        facts = {"revision": standing.revision, "light": light, "next_evaluation_at": None}
        assert record.lights.flip(agreed.alice.person_id, **facts)
    with agreed.as_(agreed.alice) as record:
        day_notes.note_with_answer(record, agreed.alice, [Tag.TRAVEL], which=Which.SINCE_IT_BEGAN)
    assert noted(agreed) == {TODAY: (Tag.TRAVEL,)}


def test_second_answer_adds_no_notes(asked):
    with asked.as_(asked.alice) as record:
        (prompt,) = record.prompts.open_for(asked.alice.person_id)
    say(asked, Tag.TRAVEL)
    again = Answer(AnswerKind.NOT_NOW, tags=(Tag.ALCOHOL,))
    answers.answer(asked.store, person=asked.alice, prompt_id=prompt.id, answer=again, now=asked.now)
    assert noted(asked) == {TODAY: (Tag.TRAVEL,)}


def test_an_answer_without_tags_or_without_consent_notes_nothing(asked):
    with asked.as_(asked.alice) as record:
        sharing_of = record.consents.live(asked.alice.person_id)[0]
        record.consents.withdraw(sharing_of.id)
    assert say(asked, Tag.TRAVEL).counted
    assert noted(asked) == {}


# ---------------------------------------------------------------------------- what the light makes of it
def test_tags_explain_a_light_and_do_not_hide_it(asked):
    for ago in range(0, 12, 2):
        note(asked, Tag.ALCOHOL, day=TODAY - ago * DAY)
    explained_light = light(asked)
    assert explained_light.colour in {Colour.YELLOW, Colour.RED}
    assert [share.tag for share in explained_light.explained_by] == [Tag.ALCOHOL]


def test_a_lasting_change_opens_a_new_range_instead_of_an_alarm(asked):
    note(asked, Tag.SHIFT_PATTERN, day=TODAY - 3 * DAY)
    opened = light(asked)
    assert (opened.colour, opened.reason) == (Colour.GREY, Reason.NEW_RANGE)


def test_the_light_is_that_of_the_same_days_with_their_tags(asked, value_of):
    note(asked, Tag.ILLNESS, day=TODAY - 4 * DAY)
    with asked.as_(asked.alice) as record:
        person_id = asked.alice.person_id
        days = explained(record.days.list(person_id), record.tags.list(person_id))
    assert next(day for day in days if day.day == TODAY - 4 * DAY).tags == (Tag.ILLNESS,)
    assert light(asked) == hrv.evaluate(days, on=TODAY)


def test_days_away_say_nothing_of_what_a_note_does(asked):
    for ago in range(0, 12, 2):
        note(asked, Tag.ALCOHOL, day=TODAY - ago * DAY)
    standing, person_id = light(asked), asked.alice.person_id
    with asked.as_(asked.alice) as record:
        told = record.tags.list(person_id)
        n_days = [
            effect.n_days
            for away in ((), [Away(TODAY - 4 * DAY, None)])
            for effect in day_notes.effects(record, person_id, standing, told, away=away)
        ]
    assert n_days == [5, 3]


def test_day_noted_without_value_appears_for_every_kind(value_of):
    values = [value_of(TODAY, 3.6), value_of(TODAY, 3.5, kind=Kind.IMPORT)]
    found = explained(values, [DayTags(TODAY - DAY, (Tag.PACEMAKER,)), DayTags(TODAY, (Tag.TRAVEL,))])
    assert [(day.day, day.kind, day.ln_rmssd, day.tags) for day in found] == [
        (TODAY - DAY, Kind.CHECK, None, (Tag.PACEMAKER,)),
        (TODAY - DAY, Kind.IMPORT, None, (Tag.PACEMAKER,)),
        (TODAY, Kind.CHECK, 3.6, (Tag.TRAVEL,)),
        (TODAY, Kind.IMPORT, 3.5, (Tag.TRAVEL,)),
    ]


def test_without_values_nothing_is_explained():
    assert explained([], [DayTags(TODAY, (Tag.TRAVEL,))]) == ()


# ---------------------------------------------------------------------------- before there are values
def test_prior_uses_age_and_sex_and_is_general_without_age(office):
    def expected():
        with office.engine() as record:
            return day_notes.prior_of(record, office.alice.person_id)

    def say_of_oneself(profile):
        with office.as_(office.alice) as record:
            record.profiles.set(office.alice.person_id, profile)

    assert expected() == hrv.ANYBODY
    say_of_oneself(Profile(AgeBand.FROM_50, Sex.WOMAN))
    assert expected() == hrv.prior_for(age_years=55, sex=Sex.WOMAN)
    say_of_oneself(Profile(sex=Sex.WOMAN))
    assert expected() == hrv.ANYBODY


def test_first_range_starts_from_the_age_groups_level(office, steady):
    office.days(office.alice, steady(6))
    before = light(office).usual_range.centre_ln
    with office.as_(office.alice) as record:
        record.profiles.set(office.alice.person_id, Profile(AgeBand.FROM_60, Sex.MAN))
    assert light(office).usual_range.centre_ln < before
