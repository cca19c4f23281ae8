from __future__ import annotations

import re
import time
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from api.app import create_app
from api.moment import utc_now
from api.settings import load_settings
from store.models import RecordingKind
from store.subjects import Employee, Role
from tests.api.conftest import HERE, QUICK, House
from tests.browser import WornStrap, served, sign_in

pytestmark = pytest.mark.browser
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "still": {"reduced_motion": "reduce"},
}


@pytest.fixture
def real_time(store, tmp_path) -> House:
    """The application by the clock on this wall."""
    settings = load_settings(data_dir=tmp_path, public_url=HERE)
    return House(create_app(settings, store, now=utc_now, hasher=QUICK), store, utc_now, settings)


@contextmanager
def page_of(chromium, house, person, url, **look):
    """A page in which the person is signed in; whatever the browser complains about fails the test."""
    context = chromium.new_context(**look)
    complaints = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield sign_in(context, url, house.link(person))
    context.close()
    assert complaints == []


def strap_of(house, person, url, *, start_s, paced_per_min=None) -> WornStrap:
    house.agree(person)
    return WornStrap(url, house.device_of(person), start_s=start_s, paced_per_min=paced_per_min)


def told(page, name: str) -> str:
    return page.locator("[data-breathe]").get_attribute(f"data-{name}") or ""


def picture(page) -> str:
    return page.locator("canvas").evaluate("canvas => canvas.toDataURL()")


# ---------------------------------------------------------------------------- Breathe
def test_breathe_hears_the_strap_moves_and_finds_heart_and_breath_together(chromium, real_time):
    anna = real_time.account(Role.EMPLOYEE, "Anna")
    with served(real_time.app) as url:
        strap = strap_of(real_time, anna, url, start_s=time.time() - 75, paced_per_min=6.0)
        with strap.worn(), page_of(chromium, real_time, anna, url) as page:
            page.goto(f"{url}/breathe")
            expect(page.get_by_text("Your strap is heard.")).to_be_visible(timeout=10_000)
            page.get_by_role("button", name="Begin").click()
            expect(page.locator("[data-breathe]")).to_have_attribute("data-together", "together", timeout=15_000)
            first = picture(page)
            page.wait_for_timeout(400)
            assert picture(page) != first
            assert float(told(page, "life")) > 0.5
            expect(page.get_by_text("Heart and breath move together.")).to_be_visible()


def test_breathing_is_set_apart_from_the_working_day_from_begin_to_end(chromium, real_time):
    anna = real_time.account(Role.EMPLOYEE, "Anna")
    with served(real_time.app) as url:
        strap = strap_of(real_time, anna, url, start_s=time.time() - 30)
        with strap.worn(), page_of(chromium, real_time, anna, url) as page:
            page.goto(f"{url}/breathe")
            page.get_by_role("button", name="Begin").click()
            expect(page.locator("[data-breathe]")).to_have_attribute("data-sitting", re.compile(".+"), timeout=15_000)
            assert sittings_of(real_time, anna)[0].ended_at is None
            page.get_by_role("button", name="That is enough").click()
            expect(page.get_by_role("heading", name="What did you notice?")).to_be_visible()
            page.wait_for_timeout(500)
        (sitting,) = sittings_of(real_time, anna)
        assert sitting.ended_at is not None


def sittings_of(house, person):
    with house.store.reading(Employee(person.id), now=house.now) as record:
        return record.recordings.list(person.id, kinds=(RecordingKind.BREATHING,))
