"""Pictures of three pages for the README, small enough to load at once: `make pictures` writes them."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from tests.api.test_browser_pages import life, page_of, wall  # noqa: F401 - its fixtures
from tests.browser import served
from tests.test_readme import MOST_BYTES

pytestmark = [pytest.mark.browser, pytest.mark.nightly]

FOLDER = "PULSRO_PICTURES"
"""Where `make pictures` wants them."""

LOOK = {"viewport": {"width": 390, "height": 844}, "reduced_motion": "reduce", "locale": "en-GB"}
WEBP = {"format": "webp", "quality": 70}
PAGES = {"today": ".first-screen", "breathe": "main canvas", "trends": "figure#trend canvas"}
"""Each page, and what is seen of it once it has been drawn."""


def test_pictures_of_three_pages_are_small(chromium, house, anna, life, tmp_path):  # noqa: F811 - as above
    folder = Path(os.environ.get(FOLDER, tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    with served(house.app) as url, page_of(chromium, house, anna, url, **LOOK) as page:
        window = page.context.new_cdp_session(page)
        for name, drawn in PAGES.items():
            page.goto(f"{url}/{name}")
            page.locator(drawn).first.wait_for()
            picture = base64.b64decode(window.send("Page.captureScreenshot", WEBP)["data"])
            assert 2_000 < len(picture) < MOST_BYTES, name
            (folder / f"{name}.webp").write_bytes(picture)
