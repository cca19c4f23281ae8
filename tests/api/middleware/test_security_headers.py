from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from api.middleware.security_headers import (
    ALWAYS,
    CONTENT_SECURITY_POLICY,
    FOREVER,
    NO_STORE,
    REVALIDATE,
    SecurityHeaders,
    cache_rule,
    permissions_policy,
)


async def _answer(request):
    return PlainTextResponse("hello", headers={"Cache-Control": "public"})


def _client(*, https):
    return TestClient(SecurityHeaders(Starlette(routes=[Route("/", _answer)]), https=https))


@pytest.mark.parametrize("path", ["/", "/absent"])
def test_every_answer_carries_the_headers(path):
    response = _client(https=False).get(path)
    assert {name: response.headers[name] for name in ALWAYS} == ALWAYS
    assert response.headers["Cache-Control"] == NO_STORE


def test_no_script_or_style_runs_that_is_not_a_file_of_ours():
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "script-src 'self';" in CONTENT_SECURITY_POLICY
    assert "style-src 'self';" in CONTENT_SECURITY_POLICY
    assert "frame-ancestors 'none'" in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/strap", "(self)"),
        ("/breathe", "(self)"),
        ("/strap/agree", "()"),
        ("/breathe/sessions", "()"),
        ("/today", "()"),
        ("/api/v1/me", "()"),
    ],
)
def test_only_pages_that_listen_to_straps_may_use_bluetooth(path, who):
    assert f"bluetooth={who}, " in permissions_policy(path)
    assert _client(https=False).get(path).headers["Permissions-Policy"] == permissions_policy(path)


def test_hsts_is_sent_only_over_tls():
    assert "max-age" in _client(https=True).get("/").headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in _client(https=False).get("/").headers


@pytest.mark.parametrize(
    ("path", "status", "rule"),
    [
        ("/static/dist/assets/main-abc123.js", 200, FOREVER),
        ("/static/dist/assets/main-abc123.js", 404, NO_STORE),
        ("/static/icon.svg", 200, REVALIDATE),
        ("/static/icon.svg", 304, REVALIDATE),
        ("/today", 200, NO_STORE),
        ("/api/v1/me", 200, NO_STORE),
    ],
)
def test_only_files_are_kept_by_the_browser(path, status, rule):
    assert cache_rule(path, status) == rule
