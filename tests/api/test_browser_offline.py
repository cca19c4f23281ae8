"""Without a connection: numbers to call, exercises and the pacer, and nothing of anybody in what the browser keeps."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from alerts.exercises.catalogue import BY_KEY
from store.subjects import Employee
from tests.api.pages.conftest import Life
from tests.browser import served, sign_in

pytestmark = pytest.mark.browser
READY = "navigator.serviceWorker.ready.then(() => true)"
KEPT = """async () => {
  const names = await caches.keys();
  const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return requests.flat().map((request) => new URL(request.url).pathname);
}"""


AHEAD = {"/call", "/offline/exercises", "/offline/breathe"}
FORGET = "async () => { for (const name of await caches.keys()) await caches.delete(name); }"


@pytest.fixture
def annas(chromium, house, anna):
    """Anna's window, after Today and Trends with a fall on them."""
    house.agree(anna)
    Life(house, anna).fallen()
    with served(house.app) as url:
        page = sign_in(chromium.new_context(base_url=url), url, house.link(anna))
        page.goto("/today")
        page.evaluate(READY)
        page.goto("/trends")
        yield page
        page.context.close()


def test_without_connection_numbers_are_shown_and_nothing_own(annas):
    annas.context.set_offline(True)
    annas.goto("/today")
    expect(annas.get_by_role("link", name="112").first).to_be_visible()  # each country has its own
    expect(annas.get_by_text("You have no connection at the moment.")).to_be_visible()
    expect(annas.get_by_text("usual range since")).to_have_count(0)
    expect(annas.get_by_role("navigation")).to_have_count(0)
    annas.context.set_offline(False)
    annas.get_by_role("link", name="Try again").click()
    expect(annas.get_by_text("Clearly below your usual range since")).to_be_visible()


def test_installed_app_opened_without_connection_leads_on(annas):
    annas.context.set_offline(True)
    annas.goto("/")  # where the manifest begins
    expect(annas.locator('a[href="tel:112"]').first).to_be_visible()
    for name, address in (("Exercises to do here", "/exercises"), ("Breathe", "/breathe")):
        annas.goto("/")
        annas.get_by_role("main").get_by_role("link", name=name).click()
        expect(annas).to_have_url(re.compile(f"{address}$"))
        annas.get_by_role("link", name="Need to talk to somebody now?").click()
        expect(annas.locator('a[href="tel:112"]').first).to_be_visible()


def test_browser_keeps_files_and_pages_of_nobody_alone(annas):
    annas.goto("/call")
    expect(annas.get_by_text("You have no connection at the moment.")).to_be_hidden()
    expect(annas.get_by_text("Exercises to do here")).to_be_hidden()
    kept = annas.evaluate(KEPT)
    assert {path for path in kept if not path.startswith("/static/")} == AHEAD


def test_exercises_and_pacer_run_without_connection(annas):
    annas.context.set_offline(True)
    annas.goto("/exercises/micro-cue")
    expect(annas.get_by_text("These run without one.")).to_be_visible()
    opened = annas.locator("details[open]")
    expect(opened).to_have_count(1)
    opened.get_by_role("button", name="Begin").click()
    expect(opened.locator('[data-part="now"]')).to_contain_text("Choose your moment")
    annas.goto("/exercises")
    expect(annas.locator("[data-exercise]")).to_have_count(len(BY_KEY))
    expect(annas.locator("[data-exercise] form, [data-exercise] textarea")).to_have_count(0)
    annas.goto("/breathe")
    annas.get_by_role("button", name="Begin").click()
    expect(annas.locator('[data-part="cue"]')).to_have_text(re.compile("Breathe (in|out)"))


@pytest.mark.nightly
def test_kept_pages_are_in_the_language_that_was_read(annas, house, anna):
    """The account's own, though the browser asks for another and the kept pages are fetched without cookies."""
    house.speak("en", "da")
    with house.store.begin(Employee(anna.id), now=house.now) as record:
        record.accounts.set_preferences(anna.id, language="da", time_zone=anna.time_zone)
    annas.evaluate(FORGET)
    annas.goto("/call")
    annas.wait_for_function(f"async () => (await ({KEPT})()).includes('/offline/breathe')")
    annas.context.set_offline(True)
    annas.goto("/exercises")
    expect(annas.locator("html")).to_have_attribute("lang", "da")


@pytest.mark.nightly
def test_pages_can_be_put_on_a_home_screen(annas):
    session = annas.context.new_cdp_session(annas)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] in (
        [],
        [{"errorId": "in-incognito", "errorArguments": []}],
    )
