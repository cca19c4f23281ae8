from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import timedelta

import numpy as np
import pytest

from api.pages.employee.trends import NEWEST, ON_A_PAGE
from hrv import BeatSeries, Colour, Quality, Rhythm, Tag, Window, analyse_in_bulk, next_reading
from hrv.windows.absence import Absence
from store.models import Away, DayTags, PromptWishes, SelfRating, Trouble
from store.subjects import Engine


def rows(page):
    figure = page.partition('id="trend"')[2].partition("</figure>")[0]
    return re.findall(r'<th scope="row"><time translate="no" datetime="(\d{4}-\d\d-\d\d)">', figure)


def test_the_chart_comes_from_a_table_with_a_row_for_each_day(annas, life):
    life.days(n=40)
    page = annas.get("/trends?period=30").text
    assert len(rows(page)) == 30
    assert 'data-is="usual-low"' in page
    assert "data-value=" in page


@pytest.mark.parametrize(("period", "days"), [("30", 30), ("90", 90), ("365", 120), ("", 90), ("ever", 90)])
def test_the_period_is_chosen(annas, life, period, days):
    life.days(n=120)
    assert len(rows(annas.get(f"/trends?period={period}").text)) == days


def test_trend_counts_days_below_the_usual_range(annas, life, says):
    life.days(n=60, fall_days=10, fall=-1.2)
    page = says(annas.get("/trends?period=30"))
    found = re.search(r"Lower than usual on (\d+) of 30 well-measured days", page)
    assert 10 <= int(found.group(1)) <= 18


def test_resting_heart_rate_has_its_own_figure(annas, life, says):
    life.days(n=10)
    assert "Resting heart rate between 62 and 62 beats a minute." in says(annas.get("/trends"))


def test_empty_period_invites_without_reproach(annas, says):
    page = says(annas.get("/trends"))
    assert "Nothing in this period yet." in page
    assert "Start a check" in page


def test_a_recording_is_listed_with_its_quality(annas, house, life, anna, says):
    recording = recorded(house, anna, life)
    with house.store.begin(Engine(), now=house.now) as record:
        record.windows.replace(recording, start=house.now - timedelta(hours=1), windows=[window(house.now)])
    page = says(annas.get("/trends"))
    assert "Check 3 minutes good 97% of the time was measured, 1.5% of the beats left out" in page


def test_a_recording_that_is_still_computed_says_so(annas, house, life, anna, says):
    recorded(house, anna, life)
    assert "being worked out" in says(annas.get("/trends"))


def test_given_up_recording_says_so_in_list_and_own_page(annas, house, life, anna, says):
    recording = recorded(house, anna, life)
    with house.store.begin(Engine(), now=house.now) as record:
        (claimed,) = record.recordings.due(limit=1)
        assert record.recordings.failed(claimed, Trouble.LOST, retry_at=None)
    for page in ("/trends", f"/check/{recording}"):
        assert "could not be worked out" in says(annas.get(page))


def test_a_checks_page_says_which_interval_is_which(annas, house, life, anna, says):
    recording = recorded(house, anna, life)
    (computed,) = analyse_in_bulk(BeatSeries.from_rr(np.random.default_rng(3).normal(950, 35, 140)), window_s=120)
    begun = house.now.timestamp() - 180
    shown = replace(computed, start_s=begun, end_s=begun + 120)
    with house.store.begin(Engine(), now=house.now) as record:
        (claimed,) = record.recordings.due(limit=1)
        assert record.recordings.mark_analysed(claimed, until=house.now)
        record.windows.replace(recording, start=house.now - timedelta(hours=1), windows=[shown])
    low, high = next_reading([shown]).rmssd_ms

    page = says(annas.get(f"/check/{recording}"))
    assert f"In this check it was between {shown.rmssd_ms_lo:.0f} and {shown.rmssd_ms_hi:.0f} ms" in page
    assert f"We expect your next check to be between {low:.0f} and {high:.0f} ms" in page
    assert "From your earlier checks" not in page


def test_checks_of_days_away_say_nothing_of_the_next(annas, house, life, anna, says):
    (computed,) = analyse_in_bulk(BeatSeries.from_rr(np.random.default_rng(3).normal(950, 35, 140)), window_s=120)
    with house.store.begin(Engine(), now=house.now) as record:
        for ago in (3, 0):
            begun = house.now - timedelta(days=ago, minutes=5)
            check = record.recordings.begin_check(anna.id, started_at=begun).id
            record.recordings.finish(check, ended_at=begun + timedelta(minutes=3))
            at_s = begun.timestamp() + 60
            shown = replace(computed, start_s=at_s, end_s=at_s + 120)
            record.windows.replace(check, start=begun, windows=[shown])
        for claimed in record.recordings.due(limit=2):
            record.recordings.mark_analysed(claimed, until=house.now)
    assert "From your earlier checks" in says(annas.get(f"/check/{check}"))
    away = Away(life.today - timedelta(days=4), life.today - timedelta(days=2))
    with house.store.begin(life.subject, now=house.now) as record:
        record.wishes.set(anna.id, PromptWishes(been_away=(away,)))
    assert "From your earlier checks" not in says(annas.get(f"/check/{check}"))


def test_marks_tell_changes_of_the_light_notes_and_breathing(annas, house, life, anna):
    house.agree(anna)
    life.days(n=80, fall_days=14)
    assert life.evaluate().colour is Colour.RED
    with house.store.begin(life.subject, now=house.now) as record:
        assert record.tags.set(anna.id, DayTags(life.today - timedelta(days=3), (Tag.TRAVEL,)))
        record.recordings.begin_breathing(anna.id, started_at=house.now - timedelta(days=2))
    marked = [row for row in table_rows(annas.get("/trends").text) if any(row[-3:])]
    assert [row[-3:] for row in marked] == [
        ["", "Travel", ""],
        ["", "", "yes"],
        ["Clearly below your usual range", "", ""],
    ]


def test_marked_day_without_a_value_has_a_row_of_its_own(annas, house, life, anna):
    house.agree(anna)
    life.days(n=30, ending=life.today - timedelta(days=2))
    with house.store.begin(life.subject, now=house.now) as record:
        record.tags.set(anna.id, DayTags(life.today, (Tag.TRAVEL,)))
    last = table_rows(annas.get("/trends?period=30").text)[-1]
    assert last[1:] == ["", "", "", "", "", "", "", "Travel", ""]


def test_only_the_newest_recordings_stand_on_trends(annas, house, life, anna):
    with house.store.begin(life.subject, now=house.now) as record:
        for hours in range(ON_A_PAGE + 5):
            begun = record.recordings.begin_check(anna.id, started_at=house.now - timedelta(hours=hours))
            record.recordings.finish(begun.id, ended_at=begun.started_at + timedelta(minutes=3))
    first = annas.get("/trends/recordings").text
    (address,) = re.findall(r'href="(/trends/recordings[?]before=[^"]+)"', first)
    counts = [
        page.count("<li><p><strong><time") for page in (annas.get("/trends").text, first, annas.get(address).text)
    ]
    assert counts == [NEWEST, ON_A_PAGE, 5]


def test_own_words_stand_beside_the_days_value(annas, house, life, anna, says):
    life.days(n=40)
    with house.store.begin(life.subject, now=house.now) as record:
        record.ratings.set(anna.id, SelfRating(life.today, "red", "Two inspections"))
    for address in ("/trends", "/trends/days"):
        page = says(annas.get(address))
        assert re.search(r"21 Nov 2026 \d+ ms, [a-z ]+ Too much Two inspections", page)


def test_what_notes_do_is_drawn_and_said(annas, house, life, anna, says):
    house.agree(anna)
    life.days(n=60)
    with house.store.begin(life.subject, now=house.now) as record:
        for ago in range(0, 40, 5):
            record.tags.set(anna.id, DayTags(life.today - timedelta(days=ago), (Tag.TRAVEL,)))
    life.evaluate()
    page = annas.get("/trends")
    assert re.search(r"Travel .*% (lower|higher) .*\d+ days with a value", says(page))
    assert page.text.count('class="interval"') == 1


def table_rows(page):
    """The cells of the trend's table, without tags."""
    body = page.partition('id="trend"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [" ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>.*?</tr>", body, re.DOTALL)
    ]


def test_trends_page_lists_own_ratings_and_notes(annas, house, life, anna, says):
    house.agree(anna)
    with house.store.begin(life.subject, now=house.now) as record:
        record.ratings.set(anna.id, SelfRating(life.today, "yellow", "Three trains"))
        assert record.tags.set(anna.id, DayTags(life.today, (Tag.TRAVEL,)))
        record.ratings.set(anna.id, SelfRating(life.today - timedelta(days=1), "", "Only a note"))
    page = says(annas.get("/trends"))
    for words in ("More than I like", "Travel", "Three trains", "Only a note"):
        assert words in page


def recorded(house, anna, life) -> str:
    with house.store.begin(life.subject, now=house.now) as record:
        begun = record.recordings.begin_check(anna.id, started_at=house.now - timedelta(minutes=4))
        record.recordings.finish(begun.id, ended_at=house.now - timedelta(minutes=1))
    return begun.id


def window(now) -> Window:
    """A window whose facts are known; its indices are not needed here."""
    start = now.timestamp() - 180
    facts = {
        "start_s": start,
        "end_s": start + 120,
        "n_beats": 200,
        "n_masked": 3,
        "coverage": 0.97,
        "longest_gap_s": 1.0,
        "quality": Quality.GOOD,
        "rhythm": Rhythm.REGULAR,
    }
    absent = {field.name for field in fields(Window)} - facts.keys() - {"why"}
    return Window(**facts, **dict.fromkeys(absent), why=dict.fromkeys(absent, Absence.REJECTED))
