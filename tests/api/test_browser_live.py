from __future__ import annotations

import itertools
import math
import re
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from alerts.pipeline.compute import InProcess
from alerts.schedule.tick import tick
from api.app import create_app
from api.moment import utc_now
from api.settings import load_settings
from hrv import DailyValue, Kind, Quality, Rhythm
from store.models import RecordingKind
from store.subjects import Employee, Engine, Role
from tests.api.conftest import HERE, QUICK, House
from tests.browser import WornStrap, barriers, served, sign_in
from tests.patience import wait_until
from tests.sampling import one_by_day

pytestmark = pytest.mark.browser
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "still": {"reduced_motion": "reduce"},
}
USUAL = {"color_scheme": "light", "reduced_motion": "no-preference", "viewport": {"width": 1280, "height": 720}}


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
    return page.locator("[data-part=figure]").evaluate("canvas => canvas.toDataURL()")


# ---------------------------------------------------------------------------- Breathe
def test_breathe_page_shows_each_beat_and_keeps_them_apart(chromium, real_time):
    anna = real_time.account(Role.EMPLOYEE, "Anna")
    with served(real_time.app) as url:
        strap = strap_of(real_time, anna, url, start_s=time.time() - 60)
        with page_of(chromium, real_time, anna, url) as page:
            page.goto(f"{url}/breathe")
            expect(page.get_by_text("Waiting for beats from your strap.")).to_be_visible()
            with strap.worn():
                expect(page.get_by_text("Your strap is connected.")).to_be_visible()
                expect(page.get_by_text("The figure moves with your heartbeat.")).to_be_visible()
                page.get_by_role("button", name="Begin").click()
                expect(page.locator("[data-part=together]")).to_contain_text("Listening to your heart.")
                newest, first = float(told(page, "newest")), picture(page)
                wait_until(lambda: float(told(page, "newest")) > newest and picture(page) != first, "it is seen")

                expect(page.locator("[data-part=numbers]")).to_be_hidden()
                page.get_by_label("Show numbers").check()
                expect(page.locator("[data-part=heart-rate]")).to_have_text(re.compile(r"[5-7]\d beats a minute"))
                expect(page.locator("[data-breathe]")).to_have_attribute("data-sitting", re.compile(".+"))
                assert sittings_of(real_time, anna)[0].ended_at is None
                page.get_by_role("button", name="That is enough").click()
                wait_until(lambda: sittings_of(real_time, anna)[0].ended_at, "the sitting ended")


@pytest.mark.nightly
def test_figure_rests_without_beats_and_page_says_so(chromium, real_time):
    anna = real_time.account(Role.EMPLOYEE, "Anna")
    with served(real_time.app) as url:
        strap = strap_of(real_time, anna, url, start_s=time.time() - 20)
        with page_of(chromium, real_time, anna, url) as page:
            page.clock.install()
            page.goto(f"{url}/breathe")
            with strap.worn():
                expect(page.get_by_text("Your strap is connected.")).to_be_visible()
            page.clock.fast_forward(15_000)
            expect(page.get_by_text("No beats are arriving, so the figure rests.")).to_be_visible()
            page.get_by_label("Show numbers").check()
            expect(page.locator("[data-part=heart-rate]")).to_have_text("not known right now")
            page.clock.run_for(6_000)
            assert float(told(page, "life")) < 0.05


@pytest.mark.nightly
def test_pacer_pauses_and_is_still_without_motion(chromium, real_time):
    anna = real_time.account(Role.EMPLOYEE, "Anna")
    with served(real_time.app) as url, page_of(chromium, real_time, anna, url) as page:
        page.goto(f"{url}/breathe")
        seen = set()
        for figure in ("Trees in the wind", "Flower", "Light on water"):
            page.get_by_label(figure).check()
            seen.add(picture(page))
        assert len(seen) == 3
        expect(page.get_by_text("6 breaths a minute")).to_be_visible()
        page.get_by_role("slider", name="Pace").press("ArrowLeft")
        expect(page.get_by_text("5.9 breaths a minute")).to_be_visible()
        page.get_by_role("button", name="Begin").click()
        expect(page.locator("[data-part=cue]")).to_have_text("Breathe in")
        page.get_by_role("button", name="Pause").click()
        expect(page.locator("[data-part=cue]")).to_have_text("Resting")
        paused = picture(page)
        page.wait_for_timeout(300)
        assert picture(page) == paused

        page.emulate_media(reduced_motion="reduce")
        page.reload()
        page.get_by_role("button", name="Begin").click()
        count = page.locator("[data-part=count]")
        expect(count).to_have_text("3")
        still = picture(page)
        expect(count).to_have_text("2")
        assert picture(page) == still
        page.get_by_role("button", name="That is enough").click()
        page.get_by_label("A word or two, if you like").fill("Warm hands.")
        page.get_by_role("button", name="Save in my diary").click()
        expect(page.get_by_text("Saved in your diary for today.")).to_be_visible()
    with real_time.store.reading(Employee(anna.id), now=real_time.now) as record:
        assert [rating.note for rating in record.ratings.list(anna.id)] == ["Warm hands."]


SIZES = ((320, 568), (390, 844), (844, 390), (1280, 800))
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.nightly
def test_begin_is_visible_on_every_window_and_nothing_shifts(chromium, house, anna):
    with served(house.app) as url, page_of(chromium, house, anna, url) as page:
        page.add_init_script(SHIFTS)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"{url}/breathe")
            expect(page.locator("[data-breathe]")).to_have_attribute("data-presence", "waiting")
            box = page.get_by_role("button", name="Begin").bounding_box()
            ways = page.locator(".ways ul").bounding_box()
            free = ways["y"] if ways["y"] > box["y"] else height
            assert 0 <= box["y"] <= box["y"] + box["height"] <= free, (width, height)
            assert page.evaluate("window.shifted") == 0, (width, height)


def sittings_of(house, person):
    with house.store.reading(Employee(person.id), now=house.now) as record:
        return record.recordings.list(person.id, kinds=(RecordingKind.BREATHING,))


# ---------------------------------------------------------------------------- Check
class GuidedCheck:
    """A check by a clock that the test moves: server, strap and browser live its three minutes in a few seconds."""

    def __init__(self, house, url, page, strap, person) -> None:
        self.house, self.url, self.page, self.strap, self.person = house, url, page, strap, person

    def begin(self) -> None:
        self.page.clock.install()
        self.strap.bring(self.house.now.timestamp())
        self.page.goto(f"{self.url}/check")
        expect(self.page.get_by_text("Your heartbeats are coming in clearly.")).to_be_visible()
        self.page.get_by_role("button", name="Begin").click()
        expect(self.page.get_by_text("Settle in", exact=True)).to_be_visible()

    def live(self, seconds: int, *, with_strap: bool = True) -> None:
        for _ in range(0, seconds, 6):
            self.house.wall.forward(seconds=6)
            if with_strap:
                self.strap.bring(self.house.now.timestamp())
            self.page.clock.run_for(6_000)

    def analyse(self) -> None:
        """What the server's clock does by itself."""
        expect(self.page.get_by_role("heading", name="Thank you")).to_be_visible()
        tick(self.house.store, now=self.house.now, compute=InProcess())
        self.page.clock.run_for(2_500)


@pytest.fixture
def check(chromium, house, anna):
    with served(house.app) as url:
        strap = strap_of(house, anna, url, start_s=house.now.timestamp() - 40)
        with page_of(chromium, house, anna, url) as page:
            yield GuidedCheck(house, url, page, strap, anna)


def test_finished_check_shows_a_reading_with_its_interval(check):
    check.begin()
    check.live(60)
    expect(check.page.get_by_text("Measuring", exact=True)).to_be_visible()
    check.live(132)
    check.analyse()
    expect(check.page.get_by_role("heading", name="Your check is saved")).to_be_visible()
    expect(check.page.get_by_text(re.compile(r"it was between \d+ and \d+ ms \(90% sure\)"))).to_be_visible()
    assert barriers(check.page) == []


@pytest.mark.nightly
def test_check_is_compared_with_the_usual_range_if_known(check):
    with check.house.store.begin(Engine(), now=check.house.now) as record:
        for back in range(1, 31):
            record.days.upsert(check.person.id, day_value(check.house.now.date() - timedelta(days=back), rmssd_ms=300))
    check.begin()
    check.live(192)
    check.analyse()
    expect(check.page.get_by_role("heading", name="Clearly below your usual range")).to_be_visible()
    expect(check.page.get_by_text(re.compile("Your usual range is 2\\d\\d to 3\\d\\d ms"))).to_be_visible()
    assert barriers(check.page) == []


@pytest.mark.nightly
def test_too_few_beats_give_advice_and_no_reading(check):
    check.begin()
    check.live(18)
    check.live(30, with_strap=False)
    expect(check.page.get_by_text("No heartbeats are arriving.")).to_be_visible()
    check.live(144, with_strap=False)
    check.analyse()
    expect(check.page.get_by_role("heading", name="Not enough good heartbeats this time")).to_be_visible()
    expect(check.page.get_by_role("link", name="Try again")).to_be_visible()
    assert barriers(check.page) == []


@pytest.mark.nightly
def test_a_check_that_is_cancelled_leaves_nothing_behind(check):
    check.begin()
    check.live(30)
    check.page.get_by_role("button", name="Cancel without saving").click()
    expect(check.page.get_by_role("heading", name="A check")).to_be_visible()
    tick(check.house.store, now=check.house.now, compute=InProcess())
    with check.house.store.reading(Employee(check.person.id), now=check.house.now) as record:
        assert not record.days.list(check.person.id, kinds=["check"])


@pytest.mark.nightly
def test_check_without_a_strap_says_what_is_missing(chromium, house, anna):
    house.agree(anna)
    with served(house.app) as url:
        context = chromium.new_context(java_script_enabled=False)
        page = sign_in(context, url, house.link(anna))
        page.goto(f"{url}/check")
        page.get_by_role("button", name="Begin").click()
        expect(page.get_by_text("Your strap is not connected.")).to_be_visible()
        context.close()


def day_value(day, *, rmssd_ms):
    ln_rmssd = math.log(rmssd_ms) + 0.05 * math.sin(day.toordinal())
    return DailyValue(
        day=day, kind=Kind.CHECK, ln_rmssd=ln_rmssd, se=0.08, resting_hr_bpm=60.0, quality=Quality.GOOD,
        rhythm=Rhythm.REGULAR, n_windows=1,
    )  # fmt: skip


# ---------------------------------------------------------------------------- everybody
@pytest.mark.nightly
@pytest.mark.parametrize("turn", one_by_day(*range(len(LOOKS))))
def test_live_pages_have_no_barriers_in_any_theme(chromium, house, anna, turn):
    found = {}
    looks = itertools.islice(itertools.cycle(LOOKS.values()), turn, None)  # after all turns each page had each look
    with served(house.app) as url, chromium.new_context() as context:
        strap = strap_of(house, anna, url, start_s=house.now.timestamp() - 40)
        strap.bring(house.now.timestamp())
        page = context.new_page()
        for place in ("/sign-in", f"/sign-in/link/{house.link(anna)}"):
            put_on(page, next(looks))
            page.goto(url + place)
            found[place] = barriers(page)
        page = sign_in(context, url, house.link(anna))
        for place in ("/breathe", "/check", "/account", "/no-such-page"):
            put_on(page, next(looks))
            page.goto(url + place)
            found[place] = barriers(page)
        put_on(page, next(looks))
        page.goto(f"{url}/check")
        page.get_by_role("button", name="Begin").click()
        found["a running check"] = barriers(page)
    assert {place: problems for place, problems in found.items() if problems} == {}


def put_on(page, look) -> None:
    """The look in full: what it says nothing about is as usual."""
    whole = USUAL | look
    page.set_viewport_size(whole.pop("viewport"))
    page.emulate_media(**whole)


def test_breathe_page_explains_without_javascript(chromium, house, anna):
    with served(house.app) as url:
        context = chromium.new_context(java_script_enabled=False)
        page = sign_in(context, url, house.link(anna))
        page.goto(f"{url}/breathe")
        assert "You can breathe without it" in page.locator("main").inner_text()
        expect(page.get_by_role("button", name="Begin")).to_be_hidden()
        context.close()
