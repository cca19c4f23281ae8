from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from hrv import Tag
from store.models import DayTags, SelfRating
from tests.api.conftest import Wall
from tests.api.pages.conftest import Life
from tests.browser import served, sign_in
from tests.patience import PATIENCE_MS
from tests.sampling import nightly

pytestmark = pytest.mark.browser
NOWHERE = "/nowhere"
"""The page that says there is nothing; Chromium complains of its status too."""

PLAIN = {"java_script_enabled": False}


@pytest.fixture
def wall() -> Wall:
    """A Saturday morning that lies ahead, so that a browser with the true time keeps its cookies."""
    tomorrow = datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return Wall(tomorrow + timedelta(days=(5 - tomorrow.weekday()) % 7))


@pytest.fixture
def life(house, anna) -> Life:
    """Anna has something on every page."""
    anna_lives = Life(house, anna)
    anna_lives.prompted()
    house.agree(anna)
    house.device_of(anna)
    with house.store.begin(anna_lives.subject, now=house.now) as record:
        record.ratings.set(anna.id, SelfRating(anna_lives.today, "yellow", "Three trains"))
        record.tags.set(anna.id, DayTags(anna_lives.today, (Tag.TRAVEL,)))
        check = record.recordings.begin_check(anna.id, started_at=house.now - timedelta(minutes=3))
        record.recordings.finish(check.id, ended_at=house.now)
    return anna_lives


def complaint(said) -> list[str]:
    url = said.location["url"]
    return [f"{said.text} {url}"] if said.type == "error" and not url.endswith(NOWHERE) else []


@contextmanager
def page_of(chromium, house, account, url, **look):
    """A page in which somebody, or nobody, is signed in; whatever the browser complains about fails the test."""
    context = chromium.new_context(**look)
    complaints = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("console", lambda said: complaints.extend(complaint(said)))
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page() if account is None else sign_in(context, url, house.link(account))
    context.close()
    assert complaints == []


def open_prompt(house, life) -> str:
    with house.store.reading(life.subject, now=house.now) as record:
        return record.prompts.open_for(life.person.id)[0].id


# ---------------------------------------------------------------------------- from a wish to a withdrawal
@pytest.mark.parametrize("look", [{}, nightly(PLAIN)], ids=["with scripts", "without scripts"])
def test_person_shares_and_stops_and_nurse_then_finds_nobody(chromium, house, anna, nora, life, look):
    with (
        served(house.app) as url,
        page_of(chromium, house, anna, url, **look) as annas,
        page_of(chromium, house, nora, url, **look) as noras,
    ):
        annas.goto(f"{url}/today")
        annas.get_by_role("link", name="I would like to talk to someone").first.click()
        annas.get_by_label("Nora").check()
        annas.get_by_label("Also my trend").check()
        annas.get_by_label("A few words to the nurse").fill("The nights are long")
        annas.get_by_role("button", name="Send my request").click()
        expect(annas.get_by_role("heading", name="Your conversation with Nora")).to_be_visible()

        noras.goto(f"{url}/worklist")
        noras.get_by_role("link", name="What they share").click()
        expect(noras.get_by_role("heading", name="below their usual range")).to_be_visible()
        noras.get_by_role("link", name="Open the conversation").click()
        expect(noras.get_by_text("The nights are long")).to_be_visible()
        case = noras.url

        annas.goto(f"{url}/sharing")
        expect(annas.get_by_role("cell", name="your light").first).to_be_visible()
        annas.get_by_role("button", name="Stop the conversation").click()
        expect(annas.get_by_text("Stopped. From now on nobody else can see it.")).to_be_visible()
        expect(annas.get_by_text("Nobody but you.")).to_be_visible()

        answer = noras.request.get(case)
        assert answer.status == 404
        assert noras.request.get(f"{url}/people/{anna.id}").status == 404
        noras.goto(f"{url}/worklist")
        expect(noras.get_by_text("Nobody is waiting for you.")).to_be_visible()


@pytest.mark.nightly
def test_a_prompt_is_answered_with_one_click(chromium, house, anna, life):
    with served(house.app) as url, page_of(chromium, house, anna, url, **PLAIN) as page:
        page.goto(f"{url}/today")
        page.get_by_role("button", name="Just busy").click()
        expect(page.get_by_text("You answered: just busy.")).to_be_visible()


@pytest.mark.nightly
def test_a_nurse_writes_a_plan_that_both_then_read(chromium, house, anna, nora, life):
    case = life.asks(nora)
    with (
        served(house.app) as url,
        page_of(chromium, house, nora, url) as noras,
        page_of(chromium, house, anna, url) as annas,
    ):
        noras.goto(f"{url}/cases/{case}")
        noras.get_by_label("What you talked about").fill("Nights, and who covers them")
        noras.get_by_role("button", name="Save the talk").click()
        noras.get_by_label("What is difficult").fill("Handover at night runs late because two tasks have no owner")
        noras.get_by_label("What will be tried").first.fill("The leader gives both tasks an owner")
        noras.get_by_role("button", name="Save the plan").click()
        expect(noras.get_by_text("being tried").first).to_be_visible()
        annas.goto(f"{url}/cases/{case}")
        expect(annas.get_by_text("The leader gives both tasks an owner")).to_be_visible()


# ---------------------------------------------------------------------------- charts
@pytest.mark.nightly
def test_trend_is_drawn_with_its_table_still_readable(chromium, house, anna, life):
    with served(house.app) as url, page_of(chromium, house, anna, url) as page:
        page.goto(f"{url}/trends")
        expect(page.locator("figure#trend canvas")).to_be_visible()
        page.locator("figure#trend summary").click()
        expect(page.locator("figure#trend tbody tr").last).to_be_visible()


@pytest.mark.nightly
def test_sending_of_files_is_shown_stopped_and_begun_again(chromium, house, anna):
    house.agree(anna)
    large = {"name": "rr.txt", "mimeType": "text/plain", "buffer": b"900\n910\n" * 100_000}
    dates = "".join(f"03/01/2026 07:00:{n:02},{900 + n % 7 * 10}\n" for n in range(40))
    asked = {"name": "dates.csv", "mimeType": "text/csv", "buffer": f"date,rr\n{dates}".encode()}
    with served(house.app) as url, page_of(chromium, house, anna, url, viewport={"width": 390, "height": 844}) as page:
        page.goto(f"{url}/files")
        network = page.context.new_cdp_session(page)
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 20_000}
        network.send("Network.emulateNetworkConditions", slow)
        page.get_by_label("Files, up to 40 at once").set_input_files([large])
        page.get_by_role("button", name="Import", exact=True).click()
        expect(page.get_by_label("How much was sent")).to_be_visible()
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_text("Stopped. Nothing was taken.")).to_be_visible()

        network.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
        page.get_by_label("Files, up to 40 at once").set_input_files([asked])
        page.get_by_role("button", name="Import", exact=True).click()
        page.get_by_label("Month first: 1 Mar 2026").check()
        page.get_by_role("button", name="Read it this way").click()
        expect(page.get_by_text("40 heartbeats were added.")).to_be_visible()


@pytest.mark.nightly
def test_without_scripts_a_chip_is_ticked_kept_and_unticked(chromium, house, anna, life):
    with served(house.app) as url, page_of(chromium, house, anna, url, **PLAIN) as page:
        for ticked in (True, False):
            page.goto(url + "/today")
            page.locator("#noted > summary").click()
            today = page.locator('form[action^="/diary/"]').first
            today.get_by_label("Slept badly").set_checked(ticked)
            today.get_by_role("button").click()
            expect(today.get_by_label("Slept badly")).to_be_checked(checked=ticked)


@pytest.mark.nightly
def test_without_scripts_the_table_is_the_chart(chromium, house, anna, life):
    with served(house.app) as url, page_of(chromium, house, anna, url, **PLAIN) as page:
        page.goto(f"{url}/trends")
        page.locator("figure#trend summary").click()
        expect(page.locator("figure#trend tbody tr").last).to_be_visible()
