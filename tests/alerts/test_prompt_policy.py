from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.prompt_policy import POLICY, PromptKind, PromptPolicy, allowed_from, kind_of
from hrv import Colour

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
GREEN, YELLOW, RED, GREY = Colour.GREEN, Colour.YELLOW, Colour.RED, Colour.GREY
ZONES = st.sampled_from(
    ["Europe/Copenhagen", "Europe/Oslo", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone


def local(year, month, day, hour, minute=0, fold=0):
    return datetime(year, month, day, hour, minute, fold=fold, tzinfo=COPENHAGEN).astimezone(UTC)


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
def test_only_a_new_fall_and_the_way_back_are_news(colours, told, expected):
    assert kind_of(colours, told=told) is expected


@given(st.lists(st.sampled_from(Colour), max_size=8), st.none() | st.sampled_from(Colour))
def test_grey_never_makes_or_removes_news(colours, told):
    with_grey_between = [shade for colour in colours for shade in (GREY, colour)]
    assert kind_of(with_grey_between, told=told) == kind_of(colours, told=told)
    assert kind_of([*colours, GREY], told=told) is None


def test_a_working_hour_is_used_at_once():
    now = local(2026, 11, 18, 10, 30)
    assert allowed_from(now, zone=COPENHAGEN) == now


def test_an_evening_waits_for_the_next_morning():
    assert allowed_from(local(2026, 11, 18, 17), zone=COPENHAGEN) == local(2026, 11, 19, 9)


def test_an_early_morning_waits_for_nine():
    assert allowed_from(local(2026, 11, 18, 3), zone=COPENHAGEN) == local(2026, 11, 18, 9)


def test_friday_evening_waits_for_monday():
    assert allowed_from(local(2026, 11, 20, 18), zone=COPENHAGEN) == local(2026, 11, 23, 9)


def test_nine_is_nine_on_both_sides_of_a_change_of_clocks():
    night_shift = PromptPolicy(weekdays=frozenset(range(7)))
    assert allowed_from(local(2026, 10, 24, 20), zone=COPENHAGEN, policy=night_shift) == datetime(
        2026, 10, 25, 8, tzinfo=UTC
    )
    assert allowed_from(local(2026, 3, 28, 20), zone=COPENHAGEN, policy=night_shift) == datetime(
        2026, 3, 29, 7, tzinfo=UTC
    )


def test_hours_that_the_clock_skips_are_not_used():
    skipped = PromptPolicy(opens_at=time(2, 15), shuts_at=time(2, 45), weekdays=frozenset(range(7)))
    assert allowed_from(local(2026, 3, 28, 12), zone=COPENHAGEN, policy=skipped) == local(2026, 3, 30, 2, 15)


def test_the_fifth_prompt_of_a_month_waits_until_the_first_is_a_month_old():
    now = local(2026, 11, 18, 10)
    delivered = [now - timedelta(days=days) for days in (28, 20, 9, 2)]
    assert allowed_from(now, zone=COPENHAGEN, delivered=delivered) == now + timedelta(days=2)
    assert allowed_from(now, zone=COPENHAGEN, delivered=delivered[1:]) == now


def test_a_snooze_holds_until_its_end():
    now = local(2026, 11, 18, 10)
    assert allowed_from(now, zone=COPENHAGEN, snoozed_until=local(2026, 11, 20, 16, 59)) == local(2026, 11, 20, 16, 59)
    assert allowed_from(now, zone=COPENHAGEN, snoozed_until=now - timedelta(days=1)) == now


@settings(max_examples=150)
@given(
    moment=MOMENTS,
    key=ZONES,
    ages=st.lists(st.integers(0, 60), max_size=8),
    snooze=st.none() | MOMENTS,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    hours=st.tuples(st.integers(0, 22), st.integers(1, 23)).filter(lambda pair: pair[0] < pair[1]),
)
def test_a_prompt_comes_later_rather_than_never_and_only_when_it_may(moment, key, ages, snooze, weekdays, hours):
    zone, policy = ZoneInfo(key), PromptPolicy(opens_at=time(hours[0]), shuts_at=time(hours[1]), weekdays=weekdays)
    delivered = [moment - timedelta(days=age) for age in ages]
    due = allowed_from(moment, zone=zone, delivered=delivered, snoozed_until=snooze, policy=policy)
    there = due.astimezone(zone)
    assert due >= moment
    assert snooze is None or due >= snooze
    assert there.weekday() in weekdays
    assert policy.opens_at <= there.time() < policy.shuts_at
    assert sum(due - past < policy.per for past in delivered) < policy.most
    assert allowed_from(due, zone=zone, delivered=delivered, snoozed_until=snooze, policy=policy) == due


@settings(max_examples=30)
@given(moment=MOMENTS, key=ZONES, days=st.integers(20, 90))
def test_nobody_gets_more_prompts_in_a_month_than_promised(moment, key, days):
    delivered = []
    for _ in range(days):
        due = allowed_from(max([moment, *delivered[-1:]]), zone=ZoneInfo(key), delivered=delivered)
        delivered.append(due)
        assert sum(due - past < POLICY.per for past in delivered) <= POLICY.most


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"weekdays": frozenset()}, "at least one weekday"),
        ({"weekdays": frozenset({7})}, "at least one weekday"),
        ({"opens_at": time(17), "shuts_at": time(9)}, "must lie before"),
        ({"most": 0}, "at least one prompt"),
        ({"per": timedelta(0)}, "at least one prompt"),
    ],
)
def test_a_policy_that_could_never_prompt_is_refused(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        PromptPolicy(**wrong)
