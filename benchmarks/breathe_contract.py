"""The contract of *Breathe*: a beat is seen at once, and the picture costs little.

python -m benchmarks.breathe_contract [SECONDS]
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
from benchmarks.breathe_latency import FIGURES, Relay, cost_of, delays_s
from store import KeyRing, Store
from store.models import Purpose
from store.subjects import Employee, Engine, Role
from tests.browser import CHROMIUM, QUIETLY, served, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS: Final = 60
WARM_UP_S: Final = 20
SLOWEST_S: Final = 0.3
MOST_OF_A_CORE: Final = 0.3


def main(seconds: int = SECONDS) -> None:
    with tempfile.TemporaryDirectory() as folder, _house(Path(folder)) as (url, link, token), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        context = browser.new_context(viewport={"width": 390, "height": 844})
        page = sign_in(context, url, link)
        devtools = context.new_cdp_session(page)
        devtools.send("Performance.enable")
        with Relay(url, token, Path(folder)) as relay:
            page.goto(f"{url}/breathe")
            page.get_by_role("button", name="Begin").click()
            page.wait_for_timeout(1000 * WARM_UP_S)
            delays = np.array(delays_s(page, relay, for_s=seconds))
            costs = {figure: cost_of(page, devtools, figure) for figure in FIGURES}
        browser.close()
    print(f"\nFrom packet to picture over a relay, {delays.size} packets")
    print("| median | p95 | p99 | goal for p99 |\n|---|---|---|---|")
    median, p95, p99 = np.quantile(delays, (0.5, 0.95, 0.99)) * 1000
    print(f"| {median:.0f} ms | {p95:.0f} ms | {p99:.0f} ms | <= {SLOWEST_S * 1000:.0f} ms |")
    print("\nA figure in headless Chromium, drawn by the processor")
    print("| figure | frames a second | main thread, of a core | goal |\n|---|---|---|---|")
    for figure, (frames, share) in costs.items():
        print(f"| {figure} | {frames:.0f} | {share:.0%} | 60, <= {MOST_OF_A_CORE:.0%} |")


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
