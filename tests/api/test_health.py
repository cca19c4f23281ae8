from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from store import texts
from store.errors import DatabaseUnreachable


def _from(house, host, **headers):
    return TestClient(house.app, base_url=house.settings.public_url, client=(host, 1), headers=headers)


def test_health_is_ok_if_the_record_is_readable(house):
    assert house.visitor().get("/healthz").json() == {"status": "ok"}


def test_health_fails_if_the_record_is_unreadable(house, monkeypatch):
    def unreachable(*_, **__):
        raise DatabaseUnreachable(texts.UNREACHABLE())

    monkeypatch.setattr("store.store.Store.reading", unreachable)
    answer = house.visitor().get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_local_requests_may_read_the_metrics(house, host):
    answer = _from(house, host).get("/metrics")
    assert answer.status_code == 200
    assert 'pulsro_due{kind="analysis"} 0.0' in answer.text


@pytest.mark.parametrize(
    ("host", "headers"),
    [
        ("10.0.0.7", {}),
        ("testclient", {}),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.9"}),
        ("127.0.0.1", {"Via": "1.1 proxy"}),
    ],
)
def test_outsiders_cannot_read_metrics_even_through_local_proxy(house, host, headers):
    assert _from(house, host, **headers).get("/metrics").status_code == 404


def test_an_operator_may_read_the_metrics_from_anywhere(house, olga, anna):
    assert house.signed_in(olga).get("/metrics").status_code == 200
    assert house.signed_in(anna).get("/metrics").status_code == 404


def test_unknown_method_gets_no_metric_line(house):
    house.visitor().request("BREW", "/today")
    text = _from(house, "127.0.0.1").get("/metrics").text
    assert 'method="(other)"' in text
    assert "BREW" not in text


def test_metrics_show_route_patterns_and_nothing_personal(house, anna):
    browser = house.signed_in(anna)
    browser.get("/sign-in/link/secret-token")
    browser.get("/api/v1/recordings/some-recording")
    browser.get("/nowhere-at-all")
    text = _from(house, "127.0.0.1").get("/metrics").text
    assert 'route="/sign-in/link/{token}"' in text
    assert 'route="(none)"' in text
    for personal in ("secret-token", "some-recording", "nowhere-at-all", anna.id, anna.email):
        assert personal not in text
