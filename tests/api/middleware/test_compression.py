from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from api.middleware.compression import Compressed

LONG = "A page about one's own days. " * 100


async def _answer(request):
    return PlainTextResponse(LONG)


async def _live(request):
    return StreamingResponse(iter([LONG]), media_type="text/event-stream")


def _asked(path, **headers):
    routes = [Route("/live", _live), Route("/static/main.js", _answer), Route("/today", _answer)]
    answer = TestClient(Compressed(Starlette(routes=routes))).get(path, headers=headers)
    assert answer.text == LONG
    return answer.headers.get("content-encoding")


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_page_one_asks_for_oneself_is_compressed(site):
    assert _asked("/today", **{"Sec-Fetch-Site": site}) == "gzip"


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}])
def test_page_that_another_site_may_ask_for_is_not(headers):
    assert _asked("/today", **headers) is None
    assert _asked("/static/main.js", **headers) == "gzip"


def test_live_stream_is_never_held_back():
    assert _asked("/live", **{"Sec-Fetch-Site": "same-origin"}) is None
