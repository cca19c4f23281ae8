from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from api.middleware.cross_site import SAFE_METHODS, CrossSiteGuard

UNSAFE = ["POST", "PUT", "PATCH", "DELETE", "CONNECT"]
HERE = "https://ro.example"


async def _answer(request):
    return PlainTextResponse(request.url.path)


def _guarded(*, trusted=(), streams=("/live",)):
    methods = [*UNSAFE, "GET", "HEAD", "OPTIONS"]
    app = Starlette(routes=[Route(path, _answer, methods=methods) for path in ("/", "/live")])
    return TestClient(CrossSiteGuard(app, trusted_origins=trusted, streams=streams), base_url=HERE)


@pytest.mark.parametrize("method", UNSAFE)
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": HERE}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "https://evil.example"}, 200),
        ({}, 200),
        ({"origin": HERE}, 200),
        ({"origin": "https://RO.example"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "https://ro.example:8443"}, 403),
        ({"origin": "https://ro.example.evil"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
    ],
)
def test_unsafe_request_passes_only_from_our_own_origin(method, headers, status):
    response = _guarded().request(method, "/", headers=headers)
    assert response.status_code == status
    if status == 403:
        assert response.json()["code"] == "api.other_site"


@pytest.mark.parametrize("method", sorted(SAFE_METHODS))
def test_safe_methods_pass_from_any_origin(method):
    headers = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    assert _guarded().request(method, "/", headers=headers).status_code == 200


def test_a_live_stream_is_not_opened_by_another_site():
    client = _guarded()
    assert client.get("/live", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.get("/live", headers={"sec-fetch-site": "same-origin"}).status_code == 200


def test_public_address_is_trusted_behind_a_proxy():
    client = _guarded(trusted=["https://public.example"])
    headers = {"origin": "https://public.example", "host": "inner:8000"}
    assert client.post("/", headers=headers).status_code == 200


@given(site=st.text(st.characters(codec="ascii", exclude_categories=["Cc"])).map(str.strip))
def test_unknown_sec_fetch_site_values_are_refused(site):
    status = _guarded().post("/", headers={"sec-fetch-site": site}).status_code
    assert status == (200 if site in {"same-origin", "none"} else 403)


def test_origin_without_host_is_refused():
    response = _guarded().post("/", headers={"origin": "file://", "host": ""})
    assert response.status_code == 403
