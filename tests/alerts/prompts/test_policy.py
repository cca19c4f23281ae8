from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.prompts.hours import WorkingHours
from alerts.prompts.policy import POLICY, PromptKind, PromptPolicy, allowed_from, kind_of
from hrv import Colour
from store.models import Away, PromptWishes
from tests.properties import examples

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
GREEN, YELLOW, RED, GREY = Colour.GREEN, Colour.YELLOW, Colour.RED, Colour.GREY
ZONES = st.sampled_from(
    ["Europe/Copenhagen", "Europe/Oslo", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone


@st.composite
def wishes_of_somebody(draw):
    quiet_weekdays = draw(st.frozensets(st.integers(0, 6), max_size=6))
    first = draw(st.dates(date(2026, 1, 1), date(2028, 1, 1)))
    asked_on = sorted(frozenset(range(7)) - quiet_weekdays)
    return PromptWishes(
        quiet_weekdays=quiet_weekdays,
        holidays_of=draw(st.sampled_from([None, "", "NO"])),
        away=draw(st.none() | st.just(Away(first, first + timedelta(days=draw(st.integers(0, 40)))))),
        digest_on=draw(st.none() | st.sampled_from(asked_on)),
    )


WISHES = wishes_of_somebody()


@pytest.mark.parametrize(
    ("colours", "told", "expected"),
    [
        ([GREEN, YELLOW], None, PromptKind.BELOW),
        ([GREEN, RED], None, PromptKind.BELOW),
        ([YELLOW, RED], YELLOW, PromptKind.BELOW),
        ([GREY, YELLOW], None, PromptKind.BELOW),
        ([YELLOW], None, PromptKind.BELOW),
        ([RED, YELLOW], RED, None),
        ([YELLOW, GREEN], YELLOW, PromptKind.BACK),
        ([RED, GREY, GREEN], RED, PromptKind.BACK),
        ([YELLOW, GREEN], None, None),
        ([YELLOW, GREEN], GREEN, None),
        ([YELLOW, GREY, YELLOW], YELLOW, None),
        ([YELLOW, GREY, RED], YELLOW, PromptKind.BELOW),
        ([GREEN, GREY], None, None),
        ([RED, GREY], RED, None),
        ([GREY, GREEN], None, None),
        ([GREY, GREEN], RED, None),
        ([], None, None),
    ],
)
def test_only_a_new_fall_and_its_end_make_prompts(colours, told, expected):
    assert kind_of(colours, told=told) is expected


@given(st.lists(st.sampled_from(Colour), max_size=8), st.none() | st.sampled_from(Colour))
def test_grey_neither_makes_nor_removes_a_prompt(colours, told):
    with_grey_between = [shade for colour in colours for shade in (GREY, colour)]
    assert kind_of(with_grey_between, told=told) == kind_of(colours, told=told)
    assert kind_of([*colours, GREY], told=told) is None


def test_fifth_prompt_waits_until_the_first_is_30_days_old():
    now = datetime(2026, 11, 18, 10, tzinfo=UTC)
    delivered = [now - timedelta(days=days) for days in (28, 20, 9, 2)]
    assert allowed_from(now, zone=COPENHAGEN, delivered=delivered) == now + timedelta(days=2)
    assert allowed_from(now, zone=COPENHAGEN, delivered=delivered[1:]) == now


def test_evenings_and_weekends_wait_for_monday_morning():
    friday_evening = datetime(2026, 11, 20, 18, tzinfo=UTC)
    assert allowed_from(friday_evening, zone=COPENHAGEN) == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_the_persons_quiet_hours_narrow_the_working_hours():
    morning = datetime(2026, 11, 18, 8, 30, tzinfo=UTC)
    late_riser = PromptWishes(quiet_from=time(22), quiet_until=time(11))
    assert allowed_from(morning, zone=COPENHAGEN, wishes=late_riser) == datetime(2026, 11, 18, 10, tzinfo=UTC)


def test_prompt_on_a_public_holiday_waits_for_a_working_day():
    christmas_eve = datetime(2026, 12, 24, 17, tzinfo=UTC)
    assert allowed_from(christmas_eve, zone=COPENHAGEN) == datetime(2026, 12, 28, 8, tzinfo=UTC)
    not_kept = PromptWishes(holidays_of="")
    assert allowed_from(christmas_eve, zone=COPENHAGEN, wishes=not_kept) == datetime(2026, 12, 25, 8, tzinfo=UTC)


def test_days_away_wait_for_the_first_day_back():
    wishes = PromptWishes(away=Away(date(2026, 11, 16), date(2026, 11, 24)))
    during = datetime(2026, 11, 18, 10, tzinfo=UTC)
    assert allowed_from(during, zone=COPENHAGEN, wishes=wishes) == datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_a_weekly_digest_waits_for_its_day():
    wednesday = datetime(2026, 11, 18, 10, tzinfo=UTC)
    wishes = PromptWishes(digest_on=4)
    assert allowed_from(wednesday, zone=COPENHAGEN, wishes=wishes) == datetime(2026, 11, 20, 8, tzinfo=UTC)


@examples(100)
@given(moment=MOMENTS, key=ZONES, ages=st.lists(st.integers(0, 60), max_size=8), wishes=WISHES)
def test_a_prompt_comes_later_rather_than_never(moment, key, ages, wishes):
    zone, delivered = ZoneInfo(key), [moment - timedelta(days=age) for age in ages]
    due = allowed_from(moment, zone=zone, delivered=delivered, wishes=wishes)
    away = timedelta() if wishes.away is None else wishes.away.last - wishes.away.first
    assert moment <= due <= moment + POLICY.per + away + timedelta(days=22)
    assert sum(due - past < POLICY.per for past in delivered) < POLICY.most
    assert allowed_from(due, zone=zone, delivered=delivered, wishes=wishes) == due
    assert due.astimezone(zone).weekday() not in wishes.quiet_weekdays


@examples(30)
@given(moment=MOMENTS, key=ZONES, days=st.integers(20, 90))
def test_prompts_never_exceed_the_monthly_limit(moment, key, days):
    delivered = []
    for _ in range(days):
        delivered.append(allowed_from(max([moment, *delivered[-1:]]), zone=ZoneInfo(key), delivered=delivered))
        assert sum(delivered[-1] - past < POLICY.per for past in delivered) <= POLICY.most


@pytest.mark.parametrize("weekdays", [frozenset(), frozenset({7})])
def test_policy_needs_at_least_one_valid_weekday(weekdays):
    with pytest.raises(ValueError, match="at least one weekday"):
        PromptPolicy(weekdays=weekdays)


@pytest.mark.parametrize("wrong", [{"most": 0}, {"per": timedelta(0)}])
def test_a_policy_that_could_never_prompt_is_refused(wrong):
    with pytest.raises(ValueError, match="at least one prompt"):
        PromptPolicy(hours=WorkingHours(), **wrong)
