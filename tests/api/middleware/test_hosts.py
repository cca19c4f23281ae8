from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from api.middleware.hosts import KnownHosts


async def _answer(request):
    return PlainTextResponse("hello")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("ro.example", 200),
        ("RO.example:8443", 200),
        ("[::1]:8000", 200),
        ("ro.example.evil", 400),
        ("evil", 400),
        ("", 400),
        ("[::1", 400),
        ("evil@ro.example:80@evil", 400),
    ],
)
def test_the_server_answers_only_to_its_own_names(host, status):
    app = KnownHosts(Starlette(routes=[Route("/", _answer)]), hosts=["ro.example", "[::1]"])
    response = TestClient(app).get("/", headers={"host": host})
    assert response.status_code == status
    if status == 400:
        assert response.json()["code"] == "api.other_host"
