"""Chromium's own Bluetooth, before a real server, with a virtual strap behind a small org.bluez on a bus of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from api.app import create_app
from api.moment import utc_now
from api.settings import load_settings
from sensors.heart_rate.measurement import HeartRateMeasurement, build
from sensors.upload.ingest_client import PATH
from store.subjects import Employee, Operator, Role
from tests.api.conftest import HERE, QUICK, House
from tests.api.strap_chooser import answering
from tests.browser import barriers, served, sign_in
from tests.patience import PATIENCE_MS

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.sensors.fake_bluez.process import FakeBluezProcess

pytestmark = pytest.mark.browser
DOOR = f"**{PATH}"
EVERYTHING_KEPT = """async () => {
    const done = (request) => new Promise((give) => (request.onsuccess = () => give(request.result)));
    const kept = [];
    for (const { name } of await indexedDB.databases()) {
        const database = await done(indexedDB.open(name));
        for (const each of database.objectStoreNames) {
            kept.push(await done(database.transaction(each).objectStore(each).getAll()));
        }
        database.close();
    }
    const readable = (_, value) => (value instanceof ArrayBuffer ? new TextDecoder("latin1").decode(value) : value);
    return JSON.stringify(kept, readable);
}"""

SESSION = "**/api/v1/breathing/*"
LEAVE_A_SESSION = """(person) => {
    const told = { lasted_s: 120, mode: "paced", chosen_s: null, paces: [], breaks: [] };
    const draft = { id: crypto.randomUUID(), startedAtMs: Date.now() - 180000, savedAtMs: Date.now(), told };
    localStorage.setItem(`pulsro.breathe.waiting.${person}`, JSON.stringify([draft]));
    localStorage.setItem("pulsro-figure", "flower");
    localStorage.setItem("pulsro.breathe.choices", "{}");
}"""


@pytest.fixture
def house(store, tmp_path) -> House:
    """The application by the clock on this wall."""
    settings = load_settings(data_dir=tmp_path, public_url=HERE)
    return House(create_app(settings, store, now=utc_now, hasher=QUICK), store, utc_now, settings)


@dataclass
class Wearer:
    """Somebody with a strap on, before the page that listens to it."""

    house: House
    person: object
    fake: FakeBluezProcess
    context: BrowserContext
    page: Page
    url: str
    sent: list[int]

    def open(self) -> None:
        self.page.goto(f"{self.url}/strap")
        self.reads("No strap is chosen.")

    def choose(self) -> None:
        """Choose the strap, and wait until somebody listens to it."""
        before = self.fake.subscriptions()
        self.answer_the_chooser()
        self.is_told("links", "1")
        assert self.fake.subscriptions() == before + 1

    def answer_the_chooser(self, *, take: bool = True) -> None:
        """As a person does it: click, and take what the browser's own list shows, or close it."""
        hint = self.page.locator("[data-part=hint]")
        before = hint.inner_text()
        with answering(self.page, take=take):
            self.page.get_by_role("button", name="Choose your strap").click()
            expect(hint).not_to_have_text(before)

    def beat(self, times: int) -> None:
        """Notifications with an interval each, none like another."""
        for _ in range(times):
            self.sent.append(700 + len(self.sent))
            self.fake.notify(build(HeartRateMeasurement(bpm=72, contact=True, rr_1024=(self.sent[-1],))))

    def is_told(self, name: str, value: str) -> None:
        page = self.page.locator("[data-strap-page]")
        expect(page).to_have_attribute(f"data-{name}", value)

    def is_linked(self) -> None:
        """A strap that said nothing for long is linked anew, and what it says meanwhile nobody hears."""
        self.is_told("strap", "silent")

    def reads(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE_MS)

    def stop(self) -> None:
        self.page.get_by_role("button", name="Stop measuring").click()
        self.reads("Measuring has ended.")

    def signs_in(self, person) -> None:
        self.context.request.post(f"{self.url}/sign-in/link", form={"token": self.house.link(person)}, max_redirects=0)

    def devices(self) -> list[str]:
        with self.house.store.reading(Employee(self.person.id), now=self.house.now) as record:
            return [device.id for device in record.devices.list(self.person.id)]

    def stored(self) -> list[int]:
        """The intervals at the server, in units of 1/1024 s."""
        with self.house.store.reading(Employee(self.person.id), now=self.house.now) as record:
            blocks = record.beats.read_after(self.person.id, cursor=0)
        return [round(rr_ms * 1.024) for block in blocks for rr_ms in block.series.rr_ms]

    def sessions(self) -> int:
        """How many breathing sessions are at the server."""
        with self.house.store.reading(Employee(self.person.id), now=self.house.now) as record:
            return len(record.breathing.list(self.person.id))


@pytest.fixture
def wearer(hearing, house, anna, fake):
    """Anna, who agreed to beats being kept; a mistake in a script of hers fails the test."""
    house.agree(anna)
    with served(house.app) as url, hearing.new_context() as context:
        mistakes = []
        context.on("weberror", lambda error: mistakes.append(str(error.error)))
        yield Wearer(house, anna, fake, context, sign_in(context, url, house.link(anna)), url, [])
        assert mistakes == []


def test_each_beat_is_stored_once_despite_lost_link_and_answer(wearer):
    wearer.open()
    wearer.answer_the_chooser(take=False)
    wearer.reads("No strap was chosen. If yours is not in the list, look below.")
    wearer.choose()
    answers = count()

    def lose_the_first(route) -> None:
        answer = route.fetch()
        route.abort() if next(answers) == 0 else route.fulfill(response=answer)

    wearer.context.route(DOOR, lose_the_first)
    wearer.beat(60)
    wearer.is_told("heard", "60")
    wearer.fake.walk_away()
    wearer.is_told("links", "2")
    wearer.beat(20)
    wearer.is_told("heard", "80")
    wearer.stop()
    wearer.is_told("waiting", "0")
    assert next(answers) > 1
    assert wearer.stored() == wearer.sent


@pytest.mark.nightly
def test_beats_wait_offline_through_reload_and_upload_later(wearer):
    wearer.open()
    wearer.choose()
    wearer.context.route(DOOR, lambda route: route.abort())
    wearer.beat(30)
    wearer.is_told("waiting", "30")
    wearer.page.reload()
    wearer.is_told("waiting", "30")
    wearer.reads("Pulsro cannot be reached just now.")
    assert wearer.stored() == []
    wearer.context.unroute(DOOR)
    with wearer.page.expect_response(DOOR, timeout=PATIENCE_MS):
        wearer.page.goto(f"{wearer.url}/today")
    assert wearer.stored() == wearer.sent


@pytest.mark.nightly
def test_only_one_of_two_tabs_measures_and_sends(wearer):
    wearer.open()
    wearer.choose()
    offered = []
    wearer.context.on("request", lambda request: offered.append(request) if request.url.endswith(PATH) else None)
    with wearer.context.expect_page() as opened:
        wearer.page.evaluate("void open('/strap')")
    other = Wearer(wearer.house, wearer.person, wearer.fake, wearer.context, opened.value, wearer.url, [])
    other.reads("No strap is chosen.")
    other.answer_the_chooser()
    other.reads("Another tab in this browser is already measuring.")
    wearer.is_linked()
    wearer.beat(30)
    wearer.is_told("heard", "30")
    wearer.stop()
    wearer.is_told("waiting", "0")
    other.is_told("waiting", "0")
    sequences = [block["sequence"] for request in offered for block in request.post_data_json["blocks"]]
    assert sequences == list(range(len(sequences)))
    assert wearer.stored() == wearer.sent


def test_waiting_beats_survive_sign_out_locked_for_their_owner(wearer):
    wearer.open()
    wearer.choose()
    wearer.context.route(DOOR, lambda route: route.abort())
    wearer.beat(20)
    wearer.is_told("heard", "20")
    wearer.stop()
    wearer.is_told("waiting", "20")
    kept = wearer.page.evaluate(EVERYTHING_KEPT)
    assert wearer.person.id in kept
    assert "rr_ms" not in kept
    wearer.context.request.post(f"{wearer.url}/sign-out")
    bob = wearer.house.account(Role.EMPLOYEE, "Bob")
    wearer.house.agree(bob)
    wearer.context.unroute(DOOR)
    wearer.signs_in(bob)
    wearer.open()
    wearer.is_told("waiting", "0")
    assert wearer.stored() == []
    wearer.signs_in(wearer.person)
    wearer.open()
    wearer.reads("Pulsro has received everything.")
    wearer.is_told("waiting", "0")
    assert wearer.stored() == wearer.sent


@pytest.mark.nightly
def test_forgetting_sends_what_waits_and_leaves_others_alone(wearer):
    bob = wearer.house.account(Role.EMPLOYEE, "Bob")
    wearer.house.agree(bob)
    for person in (bob, wearer.person):
        wearer.signs_in(person)
        wearer.open()
        wearer.choose()
        wearer.context.route(DOOR, lambda route: route.abort())
        wearer.beat(20)
        wearer.is_told("heard", "20")
        wearer.stop()
        wearer.is_told("waiting", "20")
        wearer.page.evaluate(LEAVE_A_SESSION, person.id)
    wearer.context.route(SESSION, lambda route: route.abort())
    wearer.page.goto(f"{wearer.url}/account/forget")
    wearer.reads("Anna")
    forget = wearer.page.get_by_role("button", name="Sign out and forget me here")
    forget.click()
    wearer.reads("20 heartbeats could not be sent yet. Breathing sessions that could not be sent yet: 1. Try again")
    expect(wearer.page.get_by_role("button", name="Delete them, sign out and forget me")).to_be_visible()
    assert barriers(wearer.page) == []
    wearer.context.unroute(DOOR)
    wearer.context.unroute(SESSION)
    forget.click()
    wearer.page.wait_for_url("**/sign-in")
    assert wearer.stored() == wearer.sent[20:]
    assert wearer.sessions() == 1
    assert wearer.page.evaluate("Object.keys(localStorage)") == [f"pulsro.breathe.waiting.{bob.id}"]
    kept = wearer.page.evaluate(EVERYTHING_KEPT)
    assert (wearer.person.id in kept, bob.id in kept) == (False, True)


@pytest.mark.nightly
def test_beats_that_cannot_be_sent_are_deleted_only_when_asked(wearer):
    wearer.open()
    wearer.choose()
    wearer.context.route(DOOR, lambda route: route.abort())
    wearer.beat(20)
    wearer.stop()
    wearer.is_told("waiting", "20")
    wearer.page.goto(f"{wearer.url}/account/forget")
    wearer.page.get_by_role("button", name="Sign out and forget me here").click()
    wearer.page.get_by_role("button", name="Delete them, sign out and forget me").click()
    wearer.page.wait_for_url("**/sign-in")
    assert wearer.person.id not in wearer.page.evaluate(EVERYTHING_KEPT)
    assert wearer.stored() == []


@pytest.mark.nightly
def test_beats_from_a_clock_one_hour_ahead_get_correct_times(wearer):
    wearer.page.add_init_script("const right = Date.now; Date.now = () => right() + 3_600_000;")
    wearer.open()
    wearer.choose()
    wearer.beat(10)
    wearer.stop()
    wearer.is_told("waiting", "0")
    assert wearer.stored() == wearer.sent
    with wearer.house.store.reading(Employee(wearer.person.id), now=wearer.house.now) as record:
        newest = record.beats.latest_moment(wearer.person.id)
    assert abs(wearer.house.now - newest) < timedelta(minutes=5)


@pytest.mark.nightly
def test_a_browser_that_was_removed_stops_and_can_forget(wearer):
    wearer.open()
    wearer.choose()
    (device,) = wearer.devices()
    wearer.context.request.post(f"{wearer.url}/sharing/devices/{device}/revoke")
    wearer.beat(20)
    wearer.is_told("heard", "20")
    wearer.fake.hang_up()
    wearer.reads("This browser was removed from your devices.")
    wearer.reads("Pulsro did not accept 20 heartbeats.")
    assert wearer.stored() == []
    assert barriers(wearer.page) == []
    wearer.page.get_by_text("On a shared computer").click()
    wearer.page.get_by_role("button", name="Delete from this computer").click()
    wearer.reads("Nothing of yours is left on this computer.")
    assert wearer.person.id not in wearer.page.evaluate(EVERYTHING_KEPT)


@pytest.mark.nightly
def test_page_without_bluetooth_asks_consent_then_offers_help(chromium, house, anna):
    look = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
    with house.store.begin(Operator(house.account(Role.OPERATOR).id), now=house.now) as record:
        record.boxes.add(place="Rest room, 2nd floor", contact="Ida")
    with served(house.app) as url, chromium.new_context(**look) as context:
        page = sign_in(context, url, house.link(anna))
        page.goto(f"{url}/strap")
        expect(page.get_by_role("heading", name="Before anything is measured")).to_be_visible()
        page.get_by_role("button", name="Yes, measure and save").click()
        expect(page.get_by_text("This browser cannot connect to straps.")).to_be_visible()
        expect(page.get_by_text("Rest room, 2nd floor")).to_be_visible()
        expect(page.get_by_role("link", name="Make a code under Sharing")).to_be_visible()
        expect(page.get_by_role("button", name="Choose your strap")).to_be_hidden()
        assert barriers(page) == []
