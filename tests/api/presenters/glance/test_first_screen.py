from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import exp, log

import pytest

import hrv
from api.presenters.glance.first_screen import COUNTED, MORNINGS_MISSING, NO_VALUE, NOTHING_KEPT, first_screen
from api.presenters.glance.sparkline import HEIGHT, WIDTH, first_shown, sparkline
from api.presenters.light import LightView
from api.presenters.today import CheckToday
from api.presenters.trend import trend_view
from hrv import Colour, DailyValue, Kind, Place, Quality, Rhythm
from messages.rendering import SOURCE_READER
from store.models import Flip

TODAY = date(2026, 11, 21)


def days(n, *, fall_days=0, fall=0.0):
    return [day(ago, fall if ago < fall_days else 0.0) for ago in reversed(range(n))]


def day(ago, fall):
    ln = log(42) + 0.1 * (ago % 3 - 1) + fall
    return DailyValue(TODAY - timedelta(days=ago), Kind.CHECK, ln, 0.05, 60.0, Quality.GOOD, Rhythm.REGULAR, 1)


def shown(light, *, check=None, may_store=True, flips=()):
    view = LightView.of(light, SOURCE_READER) if light else None
    leading = light.colour if light else Colour.GREY
    return first_screen(view, check=check, may_store=may_store, leading=leading, flips=flips, sparkline=None)


def said(screen) -> str:
    return " ".join(str(each) for each in screen.sentences)


@pytest.mark.parametrize(
    ("place", "green", "fallen"),
    [
        (Place.WITHIN, "within your usual range too", "One day doesn't change the colour"),
        (Place.A_LITTLE_BELOW, "One day doesn't change the colour", "below your usual range too"),
        (Place.CLEARLY_BELOW, "One day doesn't change the colour", "below your usual range too"),
        (Place.HIGHER, "One day doesn't change the colour", "One day doesn't change the colour"),
    ],
)
def test_todays_check_and_the_light_are_joined(place, green, fallen):
    check = CheckToday(40.0, 60.0, place=place)
    assert green in said(shown(hrv.evaluate(days(60), on=TODAY), check=check))
    light = hrv.evaluate(days(80, fall_days=14, fall=-0.8), on=TODAY)
    assert light.colour in {Colour.YELLOW, Colour.RED}
    assert fallen in said(shown(light, check=check))


def test_missing_mornings_are_counted():
    assert shown(None).sentences == (MORNINGS_MISSING(n=5),)
    assert said(shown(hrv.evaluate(days(4), on=TODAY))) == "One more morning with a check, and there will be a colour."
    assert shown(hrv.evaluate(days(5), on=TODAY)).colour is Colour.GREEN


def test_without_consent_the_first_step_is_to_read_it():
    screen = shown(None, may_store=False)
    assert screen.sentences == (NOTHING_KEPT(),)
    assert (screen.here.address, screen.asks_for_check) == ("/welcome", False)


def test_check_without_value_or_range_says_so():
    green = hrv.evaluate(days(60), on=TODAY)
    assert shown(green, check=CheckToday(None, None)).sentences == (NO_VALUE(),)
    assert shown(green, check=CheckToday(40.0, 60.0)).sentences == (COUNTED(),)


def test_green_dates_from_the_day_it_came_back():
    green = hrv.evaluate(days(60), on=TODAY)
    back = TODAY - timedelta(days=9)
    flip = Flip("1", "anna", 1, back, datetime.now(UTC), None, None, green)
    assert shown(green, flips=(flip,)).since == back
    assert shown(green).since is None


def test_picture_shows_each_value_within_its_frame():
    values = days(100, fall_days=5, fall=-0.9)
    drawn = sparkline(trend_view(values, since=first_shown(TODAY)), today=TODAY)
    assert len(drawn.points) == 28
    assert all(0 < point.x < WIDTH and 0 < point.y < HEIGHT for point in drawn.points)
    assert [point.is_lower for point in drawn.points[-5:]] == [True] * 5
    lowest = min(range(28), key=lambda nth: exp(values[-28 + nth].ln_rmssd))
    assert drawn.points[lowest].y == max(point.y for point in drawn.points)


def test_no_picture_without_a_value():
    assert sparkline(trend_view([], since=TODAY), today=TODAY) is None
