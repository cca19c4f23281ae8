"""An exercise in Chromium: it runs by the clock, waits while it is paused, and needs no connection once opened."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import served, sign_in

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def page(chromium, house, anna):
    with served(house.app) as url:
        context = chromium.new_context(**PHONE, base_url=url)
        context.clock.install()
        yield sign_in(context, url, house.link(anna))
        context.close()


def test_exercise_runs_pauses_and_ends_offline(page):
    page.goto("/exercises/micro-cue")
    page.context.set_offline(True)
    page.get_by_role("button", name="Begin").click()
    now = page.locator('[data-part="now"]')
    expect(now).to_contain_text("Choose your moment")
    expect(page.locator("ol.steps")).to_be_hidden()
    page.clock.run_for(60_000)
    expect(now).to_contain_text("Choose your moment")  # as long as it takes
    page.get_by_role("button", name="Next step").click()
    expect(now).to_contain_text("Breathe in, and then all the way out")
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(60_000)
    expect(now).to_contain_text("Breathe in, and then all the way out")
    page.get_by_role("button", name="Go on").click()
    page.clock.run_for(8_000)
    expect(now).to_contain_text("Feel both feet")
    page.clock.run_for(14_000)
    expect(page.locator('[data-part="done"]')).to_be_visible()
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
