"""The contract of *Breathe*: a beat is seen at once, and the picture costs little.

python -m benchmarks.breathe_contract [SECONDS] [MINUTES OF A LONG SESSION]

There is one drawing, on a canvas; none in WebGL. Figures are those of this machine as it is loaded, which is said.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from playwright.sync_api import sync_playwright

from alerts.care.consent_text import agreed
from api.app import create_app
from api.settings import load_settings
from benchmarks.breathe_cost import (
    BY_HAND,
    FIGURES,
    SHIFTS,
    Cost,
    Held,
    Lateness,
    cost_of,
    held_after,
    script_bytes,
)
from benchmarks.breathe_latency import Relay, delays_in_browser_s, delays_on_page_s, delays_s
from store import KeyRing, Store
from store.models import Purpose
from store.subjects import Employee, Engine, Role
from tests.browser import CHROMIUM, QUIETLY, served, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

SECONDS: Final = 60
LONG_MIN: Final = 30
SETTLED_MIN: Final = 3
WARM_UP_S: Final = 20
SLOWEST_S: Final = 0.3
SLOWEST_IN_BROWSER_S: Final = 0.1
MOST_OF_A_CORE: Final = 0.3
MOST_GROWTH: Final = 0.05
MOST_SCRIPT_KB: Final = 40
PHONE: Final = {"width": 390, "height": 844}
SLOWED: Final = 4
"""How many times slower the processor of a phone is taken to be."""
FEWEST_ON_A_PHONE: Final = 50
LONGEST_WAIT_MS: Final = 120_000


def main(seconds: int = SECONDS, long_min: int = LONG_MIN) -> None:
    with tempfile.TemporaryDirectory() as folder, _house(Path(folder)) as (url, link, token), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIETLY, timeout=LONGEST_WAIT_MS)
        context = _window(browser)
        page = sign_in(context, url, link)
        page.add_init_script(SHIFTS)
        with Relay(url, token, Path(folder)) as relay, Lateness() as lateness:
            _begin(page, url)
            page.wait_for_timeout(1000 * WARM_UP_S)
            over_relay = delays_s(page, relay, for_s=seconds)
            costs = {figure: cost_of(page, _devtools(page), figure) for figure in FIGURES}
        shifted = page.evaluate("window.shifted")
        in_other_tab = delays_in_browser_s(page, url, for_s=seconds)
        on_page = delays_on_page_s(page, url, for_s=seconds)
        page.close()
        slowed = _slowed(browser, context, url)
        early, late = _long_session(context, url, long_min)
        browser.close()
    print(f"\n{lateness}")
    _print_delays(over_relay, in_other_tab, on_page)
    _print_costs(costs, slowed)
    _print_rest(early, late, long_min, shifted)


def _window(browser: Browser, **more: object) -> BrowserContext:
    context = browser.new_context(viewport=PHONE, **more)
    context.set_default_timeout(LONGEST_WAIT_MS)
    return context


def _devtools(page: Page) -> CDPSession:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    return devtools


def _begin(page: Page, url: str) -> None:
    page.goto(f"{url}/breathe")
    page.get_by_role("button", name="Begin").click()


def _slowed(browser: Browser, signed_in: BrowserContext, url: str) -> dict[str, Cost]:
    """What the figures cost on a phone: many pixels and a slow processor."""
    page = _window(browser, device_scale_factor=3, storage_state=signed_in.storage_state()).new_page()
    _begin(page, url)
    devtools = _devtools(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.wait_for_timeout(1000 * WARM_UP_S)  # until the picture is as coarse as it has to be
    costs = {figure: cost_of(page, devtools, figure) for figure in FIGURES}
    page.context.close()
    return costs


def _long_session(context: BrowserContext, url: str, long_min: int) -> list[Held]:
    page = context.new_page()
    page.add_init_script(BY_HAND)
    page.goto(f"{url}/breathe")
    page.get_by_label("As long as I like").check()
    page.get_by_role("button", name="Begin").click()
    held = held_after(page, _devtools(page), SETTLED_MIN, long_min)
    page.close()
    return held


def _print_delays(over_relay: list[float], in_other_tab: list[float], on_page: list[float]) -> None:
    print("\nFrom packet to picture")
    print("| way | packets | median | p95 | p99 | goal for p99 |\n|---|---|---|---|---|---|")
    for way, delays, goal_s in (
        ("over a relay", over_relay, SLOWEST_S),
        ("strap in another tab", in_other_tab, SLOWEST_IN_BROWSER_S),
        ("strap on the page", on_page, SLOWEST_IN_BROWSER_S),
    ):
        median, p95, p99 = np.quantile(delays, (0.5, 0.95, 0.99)) * 1000
        print(f"| {way} | {len(delays)} | {median:.0f} ms | {p95:.0f} ms | {p99:.0f} ms | <= {goal_s * 1000:.0f} ms |")


def _print_costs(costs: Mapping[str, Cost], slowed: Mapping[str, Cost]) -> None:
    print("\nFigures in headless Chromium, drawn by the processor on a canvas; shares are of one core")
    print("| figure | frames a second | main thread | for a frame | GPU process | goal |\n|---|---|---|---|---|---|")
    for name, each in costs.items():
        print(f"| {name} | {each} | 60, main thread <= {MOST_OF_A_CORE:.0%} |")
    for name, each in slowed.items():
        print(f"| {name}, phone {SLOWED} times slower | {each} | >= {FEWEST_ON_A_PHONE} |")


def _print_rest(early: Held, late: Held, long_min: int, shifted: float) -> None:
    print(f"\n| what | after {SETTLED_MIN} min | after {long_min} min | goal |\n|---|---|---|---|")
    for name, before, after in (
        ("objects, KB", early.objects_bytes / 1024, late.objects_bytes / 1024),
        ("compiled scripts, KB", early.code_bytes / 1024, late.code_bytes / 1024),
        ("nodes", early.nodes, late.nodes),
        ("listeners", early.listeners, late.listeners),
    ):
        print(f"| {name} | {before:.0f} | {after:.0f} ({after / before - 1:+.1%}) | within {MOST_GROWTH:.0%} |")
    script_kb = script_bytes() / 1024
    print(f"\nScript {script_kb:.1f} KB compressed (goal {MOST_SCRIPT_KB}), layout shift {shifted:.4f} (goal 0)")


@contextmanager
def _house(folder: Path) -> Iterator[tuple[str, str, str]]:
    """A server with one person: its address, a link to sign in with, and the token of the person's strap."""
    settings = load_settings(data_dir=folder)
    store = Store(settings.database, KeyRing.fresh())
    store.migrate()
    now = datetime.now(UTC)
    with store.begin(Engine(), now=now) as record:
        anna = record.accounts.create(role=Role.EMPLOYEE, name="Anna", email="anna@example.org")
        link = record.sign_in.create_link(anna.id, lifetime=timedelta(hours=1)).token
    with store.begin(Employee(anna.id), now=now) as record:
        record.consents.give(anna.id, purpose=Purpose.STORE, text=agreed(Purpose.STORE))
        token = record.devices.pair(anna.id, name="strap").token
    with served(create_app(settings, store)) as url:
        yield url, link, token
    store.close()


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
