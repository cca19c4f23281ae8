from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.testclient import TestClient

from alerts.refusals import Refused
from api.problems import ABSENT, BROKEN, BUSY, LastResort, Refusal, as_refusal, plain_sentence, sentence_for
from store import NotHere
from store.errors import DatabaseFull, Taken, WrongSchema

SECRET = "812.5 of Anna"


@pytest.fixture
def breaking(house):
    """A door of the application that fails with something personal in its mouth."""

    @house.app.get("/breaking")
    def breaking():
        raise RuntimeError(SECRET)

    return "/breaking"


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_failure_is_one_sentence_and_never_a_traceback(house, breaking, accept):
    answer = house.visitor(accept=accept).get(breaking)
    assert answer.status_code == 500
    assert "Something went wrong on our side." in answer.text
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in answer.headers


def test_log_names_the_place_of_a_failure_and_no_values(house, breaking, capsys):
    house.visitor().get(f"{breaking}?name=anna")
    line = capsys.readouterr().out
    assert "RuntimeError" in line
    assert "route=/breaking" in line
    assert SECRET not in line
    assert "anna" not in line


def test_failure_while_drawing_the_error_page_gets_one_sentence(house, breaking, monkeypatch):
    monkeypatch.setattr("api.rendering.Pages.text", lambda *_: 1 / 0)
    answer = house.visitor(accept="text/html").get(breaking)
    assert answer.json() == {"detail": BROKEN}


def test_failure_inside_an_answer_does_not_start_another():
    async def broken(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError(SECRET)

    sent = TestClient(LastResort(broken, page=None)).get("/")
    assert (sent.status_code, sent.content) == (200, b"")


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_missing_page_is_html_for_people_and_json_for_programs(house, accept):
    answer = house.visitor(accept=accept).get("/nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html" if accept == "text/html" else "application/json")
    assert ABSENT in answer.text


def test_api_answers_json_even_to_a_browser(house):
    answer = house.visitor(accept="text/html").get("/api/v1/me")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/json")


def test_wrong_method_is_explained(house):
    answer = house.visitor().put("/healthz")
    assert answer.status_code == 405
    assert "kind of request" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (Refusal(409, "Not now."), 409, "Not now."),
        (NotHere(), 404, str(NotHere())),
        (Taken("This is taken."), 409, "This is taken."),
        (DatabaseFull("full"), 503, BUSY),
        (WrongSchema("old"), 503, BUSY),
        (Refused("Choose a later day."), 422, "Choose a later day."),
    ],
)
def test_each_package_refusal_maps_to_its_status(error, status, sentence):
    refusal = as_refusal(error)
    assert (refusal.status_code, refusal.detail) == (status, sentence)


def test_other_errors_are_not_turned_into_refusals():
    with pytest.raises(ZeroDivisionError):
        as_refusal(ZeroDivisionError())


@pytest.mark.parametrize(
    ("status", "detail", "sentence"),
    [
        (404, "Not Found", ABSENT),
        (404, "Our own sentence.", "Our own sentence."),
        (418, "teapot", ABSENT),
        (502, "Bad Gateway", BROKEN),
        (422, {"loc": 1}, ABSENT),
    ],
)
def test_framework_phrases_become_sentences(status, detail, sentence):
    assert sentence_for(status, detail) == sentence


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            {"loc": ("body", "blocks", 0, "rr_ms"), "msg": "Input should be a list"},
            "'blocks.0.rr_ms' is not as it should be: input should be a list.",
        ),
        ({"loc": (), "msg": "Value error, too late."}, "The request is not as it should be: too late."),
        ({"loc": ("query", "since"), "msg": ""}, "'since' is not as it should be: ."),
    ],
)
def test_pydantic_errors_become_one_sentence(error, sentence):
    assert plain_sentence([error]) == sentence


def test_malformed_form_gets_a_page(house):
    answer = house.visitor(accept="text/html").post("/sign-in", data={"email": "a"})
    assert answer.status_code == 422
    assert "password" in answer.text
    assert "<html" in answer.text


def test_unreadable_requests_are_refused():
    refusal = as_refusal(RequestValidationError([{"loc": ("body",), "msg": "Field required"}]))
    assert refusal.status_code == 422
    assert isinstance(FastAPI().exception_handlers, dict)
