from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.settings import load_settings
from cli.main import app
from cli.shared.opening import opened

RUN = CliRunner()


@pytest.fixture(autouse=True)
def data_dir(monkeypatch, tmp_path):
    monkeypatch.setenv("PULSRO_DATA_DIR", str(tmp_path))
    return tmp_path


def _link(*arguments):
    result = RUN.invoke(app, ["invite", *arguments])
    assert result.exit_code == 0, result.output
    return re.search(r"http://127\.0\.0\.1:8000/sign-in/link/(\S+)", result.output).group(1)


def _signed_in(token):
    settings = load_settings()
    with opened(settings) as store:
        browser = TestClient(create_app(settings, store), base_url=settings.public_url)
        browser.post("/sign-in/link", data={"token": token}, follow_redirects=False)
        return browser.get("/api/v1/me").json()


def test_the_first_operator_of_a_fresh_installation_gets_in():
    me = _signed_in(_link("olga@example.org", "--name", "Olga"))
    assert (me["role"], me["name"]) == ("operator", "Olga")


def test_invite_links_to_an_existing_account_without_a_second():
    first = _signed_in(_link("nora@example.org", "--role", "nurse"))
    again = _signed_in(_link(" Nora@Example.org ", "--role", "operator"))
    assert (again["account_id"], again["role"]) == (first["account_id"], "nurse")


def test_employer_cannot_be_invited():
    assert RUN.invoke(app, ["invite", "boss@example.org", "--role", "employer"]).exit_code == 2
