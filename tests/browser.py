"""A real browser before a real server: Chromium, the application on a loopback port, a simulated strap to feed it."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
import uuid
from collections.abc import Iterator  # noqa: TC003 - a fixture shows what it yields
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx2 as httpx
import numpy as np
import pytest
import uvicorn

from hrv.recording_kind import RecordingKind
from sensors.beat_clock.clock import BeatClock
from sensors.simulation.heart import HeartModel, Physiology
from sensors.simulation.strap import CHUNK_S, SimulatedStrap
from sensors.upload.blocks import BlockBuilder
from sensors.upload.ingest_client import PATH, request_body
from sensors.upload.spool import Batch
from tests.conftest import missing_part
from tests.patience import PATIENCE_MS, PATIENCE_S, wait_until

if TYPE_CHECKING:
    from fastapi import FastAPI
    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

    from sensors.beat_clock.beat import Beat

CHROMIUM = "/usr/bin/chromium"
AXE = """async ([tags, settled]) => {
  const run = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations", "incomplete"] };
  const { violations, incomplete } = await axe.run(run);
  const lies = (node, selector) => document.querySelector(node.target[0])?.closest(selector);
  const isSettled = (rule, node) => settled.some(([id, selector]) => id === rule.id && lies(node, selector));
  const untold = incomplete.flatMap((rule) => rule.nodes.map((node) => [rule, node]));
  const said = (rule, node, how) => `${how}${rule.id}: ${node.html.slice(0, 160)} ${node.any.map((e) => e.message)}`;
  return [
    ...violations.flatMap((rule) => rule.nodes.map((node) => said(rule, node, ""))),
    ...untold.filter((each) => !isSettled(...each)).map(([rule, node]) => said(rule, node, "unsettled ")),
  ];
}"""
CUT = """() => {
  const seen = [...document.querySelectorAll("body *")].filter((each) => each.checkVisibility());
  const isForEars = (each) => getComputedStyle(each).clipPath === "inset(50%)";
  const own = seen.filter((each) => !each.closest(".unseen, .skip, .table-wrap, .u-wrap") && !isForEars(each));
  const hides = (each) => ["hidden", "clip"].includes(getComputedStyle(each).overflowX) && !each.matches("input");
  const isCut = (each) => {
    const box = each.getBoundingClientRect();
    return box.left < -0.5 || box.right > innerWidth + 0.5 || (hides(each) && each.scrollWidth > each.clientWidth + 1);
  };
  return own.filter(isCut).map((each) => each.outerHTML.slice(0, 80));
}"""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
QUIETLY = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def chromium(one_chromium) -> Iterator[Browser]:
    """The browser of this process; each test opens its own window in it.

    What a failed test left open is closed: a page that draws goes on for ever and slows down all that come later.
    """
    yield one_chromium
    for context in one_chromium.contexts:
        context.close()


@pytest.fixture(scope="session")
def one_chromium() -> Iterator[Browser]:
    """A browser that is started once."""
    if shutil.which(CHROMIUM) is None:
        missing_part(f"No {CHROMIUM}. Install Debian's package chromium.")
    try:
        from playwright.sync_api import expect, sync_playwright
    except ImportError:
        missing_part("No playwright. Run `make setup`.")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY, timeout=PATIENCE_MS)
        loop = asyncio.events._get_running_loop()
        yield browser
        asyncio.events._set_running_loop(loop)  # it ends after the last test, which may be one without a browser
        browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Playwright's loop counts as running while there is a browser; a test without one may start a loop of its own.

    So may its fixtures of any scope, whatever ran before in this process. asyncio has no public way to have none
    running for a while.
    """
    playwrights = asyncio.events._get_running_loop()
    if playwrights is None or "one_chromium" in item.fixturenames:
        return (yield)
    asyncio.events._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio.events._set_running_loop(None if playwrights.is_closed() else playwrights)


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application on a free loopback port, in a thread of this process; gives its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started, "the server started")
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        app.state.context.wakes.close()  # live streams would go on for ever
        server.should_exit = True
        thread.join()


class WornStrap:
    """A simulated strap whose beats take the product's own way to the ingest door, by a clock that the test moves.

    Args:
        url: where the server is.
        token: of a device that is paired with the person.
        start_s: when it is put on, seconds since 1970.
        paced_per_min: breaths a minute of a pacer that the person follows.
        heart: whose beats they are; one at rest unless told.
        ahead_s: how far ahead beats are made up.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        start_s: float,
        paced_per_min: float | None = None,
        heart: HeartModel | None = None,
        ahead_s: float = CHUNK_S,
    ) -> None:
        dice = np.random.default_rng(1)
        heart = heart or HeartModel(dice, Physiology(hr_bpm=62, rmssd_ms=40))
        strap = SimulatedStrap(heart, dice, start_s=start_s, paced_per_min=paced_per_min, ahead_s=ahead_s)
        self._packets = strap.packets()
        self._ahead = next(self._packets)
        self._clock = BeatClock(unix_offset_s=strap.unix_offset_s)
        self._blocks = BlockBuilder(str(uuid.uuid4()), block_s=2.0)
        self._door = f"{url}{PATH}"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._newest_s = 0.0

    def bring(self, until_s: float) -> float:
        """Upload the beats of all packets that were in the air by then; gives the moment of the newest beat."""
        blocks = [block for beats in self._heard(until_s) for block in self._blocks.push(beats)]
        blocks.extend(self._blocks.flush())
        if blocks:
            self._newest_s = float(blocks[-1].series.time_s[-1])
            batch = Batch(self._blocks.source, RecordingKind.WORKDAY, tuple(blocks))
            body = request_body(batch, sent_at=datetime.fromtimestamp(until_s, UTC))
            sent = httpx.post(self._door, json=body, headers=self._headers, trust_env=False, timeout=PATIENCE_S)
            assert sent.status_code == httpx.codes.OK, sent.text
            assert not sent.json()["refused"], sent.text
        return self._newest_s

    def _heard(self, until_s: float) -> Iterator[tuple[Beat, ...]]:
        while self._ahead.arrival_s <= until_s:
            yield self._clock.push(self._ahead)
            self._ahead = next(self._packets)

    @contextmanager
    def worn(self) -> Iterator[None]:
        """In real time from now on, until the block is left."""
        self.bring(time.time())
        taken_off = threading.Event()

        def go_on() -> None:
            while not taken_off.wait(1.5):
                self.bring(time.time())

        thread = threading.Thread(target=go_on, daemon=True)
        thread.start()
        try:
            yield
        finally:
            taken_off.set()
            thread.join()


def sign_in(context: BrowserContext, url: str, token: str) -> Page:
    """A page in a window in which the holder of a one-time link has signed in."""
    context.set_default_timeout(PATIENCE_MS)
    answer = context.request.post(f"{url}/sign-in/link", form={"token": token}, max_redirects=0, timeout=PATIENCE_MS)
    assert answer.status == httpx.codes.SEE_OTHER, answer.text()
    return context.new_page()


def stop_clock(page: Page) -> datetime:
    """Stop a page's clock, which has to be installed, and give the moment at which it stands.

    It is a minute ahead: Playwright refuses a moment that the clock, which still runs, passes on the way there.
    """
    moment = datetime.fromtimestamp(page.evaluate("Date.now()") // 1000 + 60, UTC)
    page.clock.pause_at(moment)
    return moment


def resize(page: Page, window: ViewportSize) -> None:
    """Give the window another size, and wait until the page has taken it over.

    It learns of it a moment later, and a chart is drawn again in the frame after that.
    """
    page.set_viewport_size(window)
    page.wait_for_function("width => innerWidth === width", arg=window["width"])
    page.evaluate(DRAWN)


TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""The rules of axe that are held; wcag22aa is the size of what one taps."""

SETTLED = {
    ("color-contrast", '[data-part="phase"]'): "ink on paper; axe takes the empty ring around it for its ground",
    ("color-contrast", '[data-part="left"]'): "ink on paper inside the same ring",
    ("color-contrast", '[data-part="cue"]'): "ink on a disc of the surface's colour, which lies over the picture",
    ("color-contrast", ".table-wrap"): "cells behind the edge of a table that scrolls; they are judged at 1280 px",
}
"""What axe cannot tell, by rule and where the element lies, with what somebody saw who looked."""


def barriers(page: Page) -> list[str]:
    """What axe finds on a page that would keep somebody from using it, or cannot tell and nobody has settled."""
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(AXE, [TAGS, list(SETTLED)])


def cut(page: Page) -> list[str]:
    """Each part of the page that reaches beyond the window, or hides some of its own text."""
    return page.evaluate(CUT)
