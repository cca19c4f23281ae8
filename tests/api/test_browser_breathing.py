from __future__ import annotations

import pytest
from playwright.sync_api import expect

from store.models import BreakReason, BreathingMode
from store.subjects import Employee
from tests.api.test_browser_live import page_of
from tests.browser import served, stop_clock
from tests.patience import wait_until

pytestmark = pytest.mark.browser

STAND_INS = """
window.asked = {vibrations: [], said: [], locks: 0, freed: 0};
Object.defineProperty(navigator, "vibrate", {value: (pattern) => asked.vibrations.push(pattern.length) > 0});
Object.defineProperty(navigator, "wakeLock", {value: {request: async () => {
  asked.locks += 1;
  return {release: async () => { asked.freed += 1; }};
}}});
const voices = [{lang: "en-GB", localService: false, name: "far"}, {lang: "en-GB", localService: true, name: "here"}];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => voices, cancel: () => {}, addEventListener: () => {},
  speak: (said) => asked.said.push(`${said.voice.name}: ${said.text}`),
}});
window.hide = (isHidden) => {
  Object.defineProperty(document, "visibilityState", {value: isHidden ? "hidden" : "visible", configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
};
"""

# One beat of a strap in this browser, whose heart gets faster and slower in ten seconds.
BEAT = """second => new Promise((heard) => {
  const channel = () => new BroadcastChannel("pulsro-own-strap");
  channel().onmessage = heard;
  const clockS = 1e6 + second;
  const beat = {timeS: clockS, rrMs: 1000 - 60 * Math.sin(2 * Math.PI * second / 10), segment: 0, flags: 0};
  channel().postMessage({person: document.body.dataset.person, beats: [beat], open: [], clockS});
})"""


@pytest.fixture
def agreed(house, anna):
    """Anna, who agreed to keeping."""
    house.agree(anna)
    return anna


@pytest.fixture
def breathe(chromium, house, anna):
    """Opens Breathe by a clock that the test moves; what the page asks of the device is written down."""
    with served(house.app) as url, page_of(chromium, house, anna, url, reduced_motion="reduce") as page:
        page.clock.install()
        page.add_init_script(STAND_INS)
        page.goto(f"{url}/breathe")
        stop_clock(page)
        yield page


# How high the curve is drawn in each of its columns, from 0 to 1.
HEIGHTS = """canvas => {
  const {width, height} = canvas;
  const {data} = canvas.getContext("2d").getImageData(0, 0, width, height);
  const isDrawn = (x, y) => data[4 * (y * width + x) + 3] > 0;
  return Array.from({length: width}, (_, x) => {
    for (let y = 0; y < height; y += 1) if (isDrawn(x, y)) return 1 - y / height;
    return 0;
  });
}"""


def asked(page):
    return page.evaluate("asked")


def kept(house, person):
    with house.store.reading(Employee(person.id), now=house.now) as record:
        return record.breathing.list(person.id)


def test_a_whole_session_without_a_strap_ends_softly_and_is_kept(agreed, breathe, house):
    breathe.get_by_label("2 min").check()
    breathe.get_by_text("Rhythm, sound and screen").click()
    breathe.get_by_label("A voice of this device says in and out").check()
    breathe.get_by_label("Vibration for in and out").check()
    breathe.get_by_role("button", name="Begin").click()
    breathe.clock.run_for(22_000)
    breathe.get_by_role("button", name="Pause").click()
    expect(breathe.get_by_text("The session waits for you.")).to_be_visible()
    breathe.clock.run_for(5_000)
    breathe.get_by_role("button", name="Go on").click()
    breathe.clock.run_for(99_000)

    expect(breathe.get_by_role("heading", name="What did you notice?")).to_be_visible()
    expect(breathe.locator("[data-card]")).to_contain_text("2 minutes, 6 breaths a minute")
    told = asked(breathe)
    assert (told["locks"], told["freed"]) == (1, 1)
    assert (told["said"][:2], told["said"][-1]) == (["here: In", "here: Out"], "here: Thank you. Take your time.")
    assert len(told["vibrations"]) == len(told["said"]) == 26
    (session,) = kept(house, agreed)
    assert (session.mode, session.chosen_s) == (BreathingMode.PACED, 120.0)
    assert [(each.reason, round(each.end_s - each.start_s)) for each in session.breaks] == [(BreakReason.PAUSED, 5)]


@pytest.mark.nightly
def test_choices_stay_and_a_page_out_of_sight_waits(agreed, breathe, house):
    breathe.get_by_label("As long as I like").check()
    breathe.get_by_text("Rhythm, sound and screen").click()
    breathe.get_by_label("Hold after the breath in").select_option("2")
    breathe.get_by_label("Eyes closed").check()
    breathe.reload()
    breathe.get_by_role("button", name="Begin").click()
    breathe.clock.run_for(12_000)
    breathe.evaluate("hide(true)")
    breathe.clock.fast_forward(40_000)
    breathe.evaluate("hide(false)")
    expect(breathe.get_by_text("The session waited for you.")).to_be_visible()
    breathe.get_by_role("button", name="That is enough").click()
    wait_until(lambda: kept(house, agreed), "the session was kept")
    (session,) = kept(house, agreed)
    assert (session.chosen_s, session.paces[0].hold_full_s) == (None, 2.0)
    assert [each.reason for each in session.breaks] == [BreakReason.HIDDEN]
    assert asked(breathe)["vibrations"]


def test_session_of_a_hidden_page_ends_when_it_was_last_seen(agreed, breathe, house):
    breathe.get_by_role("button", name="Begin").click()
    breathe.clock.run_for(20_000)
    breathe.evaluate("hide(true)")
    breathe.clock.fast_forward(600_000)
    breathe.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")  # what closing it does
    wait_until(lambda: kept(house, agreed), "the session was kept")
    (session,) = kept(house, agreed)
    assert 15 < (session.ended_at - session.started_at).total_seconds() < 25
    assert session.breaks == ()


def test_paused_session_is_left_alone_by_a_second_tab(agreed, breathe, house):
    breathe.get_by_role("button", name="Begin").click()
    breathe.clock.run_for(20_000)
    breathe.get_by_role("button", name="Pause").click()
    second = breathe.context.new_page()
    second.clock.install(time=breathe.evaluate("Date.now()") / 1000 + 300)
    second.goto(breathe.url)
    second.evaluate("fetch('/breathe/sessions')")  # which is answered after what the page sends when it opens
    second.close()
    breathe.get_by_role("button", name="Go on").click()
    breathe.clock.run_for(30_000)
    breathe.get_by_role("button", name="That is enough").click()
    expect(breathe.locator("[data-card]")).to_be_visible()
    (session,) = kept(house, agreed)
    assert (session.ended_at - session.started_at).total_seconds() > 45


def test_eyes_may_close_only_where_pacer_or_heart_leads(breathe):
    breathe.route("**/api/v1/sittings**", lambda asked: asked.fulfill(json={"id": "one"}))  # no beat goes to the server
    breathe.get_by_text("Rhythm, sound and screen").click()
    closed, figure = breathe.get_by_label("Eyes closed"), breathe.locator("[data-breathe]")
    closed.check()
    breathe.get_by_label("Breathe at my own pace").check()
    expect(closed).to_be_hidden()
    breathe.get_by_role("button", name="Begin").click()
    expect(figure).to_have_attribute("data-eyes", "open")
    breathe.get_by_role("button", name="That is enough").click()
    assert asked(breathe)["vibrations"] == []

    breathe.get_by_label("My heart gives a hint").check()
    breathe.get_by_role("button", name="Once more").click()
    expect(figure).to_have_attribute("data-eyes", "closed")
    for second in range(33):
        breathe.evaluate(BEAT, second)
        breathe.clock.run_for(1000)
    assert asked(breathe)["vibrations"][:4] in ([1, 3, 1, 3], [3, 1, 3, 1])


def test_pace_is_asked_for_after_its_time_without_the_pause(breathe):
    breathe.get_by_text("Rhythm, sound and screen").click()
    breathe.get_by_label("The pacer, moving softly to what my heart answers").check()
    breathe.get_by_role("button", name="Begin").click()
    breathe.clock.run_for(20_000)
    breathe.get_by_role("button", name="Pause").click()
    breathe.clock.run_for(60_000)
    breathe.get_by_role("button", name="Go on").click()
    breathe.clock.run_for(95_000)
    with breathe.expect_response("**/breathing/pace") as answer:
        breathe.clock.run_for(10_000)
    asked_for = answer.value.request.post_data_json
    assert answer.value.ok
    assert 180 <= asked_for["at_s"] < 182
    (pause,) = asked_for["breaks"]
    assert (pause["reason"], round(pause["end_s"] - pause["start_s"])) == ("paused", 60)


def test_wave_of_the_pacer_is_round_without_motion_too(breathe):
    breathe.get_by_role("button", name="Begin").click()
    breathe.clock.run_for(21_000)
    heights = [each for each in breathe.locator("[data-part=curve]").evaluate(HEIGHTS) if each]
    low, high = min(heights), max(heights)
    full = [each for each in heights if each > high - 0.05 * (high - low)]
    assert len(full) / len(heights) > 0.1  # a straight rise and fall is there for a twentieth of the time


@pytest.mark.nightly
def test_without_agreeing_nothing_is_kept_and_the_page_says_so(breathe, house, anna):
    breathe.get_by_role("button", name="Begin").click()
    breathe.clock.run_for(12_000)
    breathe.get_by_role("button", name="That is enough").click()
    expect(breathe.get_by_text("This session is not kept.")).to_be_visible()
    assert kept(house, anna) == ()
