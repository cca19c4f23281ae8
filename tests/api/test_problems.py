from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.testclient import TestClient

import store.texts
from alerts import texts as alerts_texts
from alerts.refusals import NotNow, Refused
from api import texts
from api.problems import LastResort, Refusal, as_refusal, of_framework
from api.wrong_fields import KINDS, message_of
from messages.catalogues import PSEUDO
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
    assert answer.json()["detail"] == texts.BROKEN.one


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
    assert answer.headers["content-type"].startswith(
        "text/html" if accept == "text/html" else "application/problem+json"
    )
    assert texts.ABSENT.one in answer.text


def test_api_answers_json_even_to_a_browser(house):
    answer = house.visitor(accept="text/html").get("/api/v1/me")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


def test_wrong_method_is_explained(house):
    answer = house.visitor().put("/healthz")
    assert answer.status_code == 405
    assert "kind of request" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Refusal(409, texts.UNKNOWN_ZONE()), 409, "account.unknown_zone"),
        (NotHere(), 404, "store.not_here"),
        (Taken(store.texts.ADDRESS_TAKEN(email="a@b")), 409, "store.address_taken"),
        (DatabaseFull(store.texts.FULL()), 503, "api.busy"),
        (WrongSchema(store.texts.OLDER_TABLES()), 503, "api.busy"),
        (Refused(alerts_texts.SHARE_UNTIL()), 422, "sharing.until"),
        (NotNow(alerts_texts.UNHEARD()), 409, "recording.unheard"),
    ],
)
def test_each_package_refusal_maps_to_its_status(error, status, code):
    refusal = as_refusal(error)
    assert (refusal.status_code, refusal.message.code) == (status, code)


def test_other_errors_are_not_turned_into_refusals():
    with pytest.raises(ZeroDivisionError):
        as_refusal(ZeroDivisionError())


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (400, texts.UNREADABLE),
        (404, texts.ABSENT),
        (405, texts.WRONG_METHOD),
        (413, texts.TOO_LARGE),
        (418, texts.ABSENT),
        (502, texts.BROKEN),
    ],
)
def test_framework_phrases_become_sentences(status, text):
    assert of_framework(status) == text()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ({"type": "list_type", "loc": ("body", "blocks", 0, "rr_ms")}, "'blocks.0.rr_ms' must be a list."),
        (
            {"type": "missing", "loc": ("body",)},
            "The request is not valid. Look it up in the API description.",
        ),
        ({"type": "json_invalid", "loc": ("body", 1)}, "The request holds no valid JSON. Check how it is written."),
        (
            {"type": "string_too_long", "loc": ("query", "name"), "ctx": {"max_length": 1200}, "input": SECRET},
            "'name' is too long: it can have at most 1,200.",
        ),
        (
            {"type": "literal_error", "loc": ("body", "kind"), "ctx": {"expected": "'check' or 'breathing'"}},
            "'kind' must be one of: check, breathing.",
        ),
        (
            {"type": "never_heard_of", "loc": ("query", "since"), "msg": SECRET},
            "'since' is not valid. Look it up in the API description.",
        ),
    ],
)
def test_pydantic_errors_become_one_sentence(error, sentence):
    assert str(message_of([error])) == sentence


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_finding_has_what_its_sentence_names(kind):
    facts = dict.fromkeys(("min_length", "max_length", "ge", "le", "gt", "lt"), 1) | {"expected": "'a' or 'b'"}
    assert "%(" not in str(message_of([{"type": kind, "loc": ("body", "field"), "ctx": facts}]))


def test_refusal_of_the_api_is_problem_details(house, anna):
    browser = house.signed_in(anna)
    answer = browser.post("/api/v1/sittings", json={"kind": "check"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": alerts_texts.STORING_NOT_AGREED.one,
        "code": "recording.not_agreed",
        "parameters": {},
    }


def test_wrong_field_is_named_by_code_and_never_quoted(house, anna):
    answer = house.signed_in(anna).get("/api/v1/days", params={"since": SECRET})
    assert (answer.json()["code"], answer.json()["parameters"]) == ("field.no_day", {"field": "since"})
    assert SECRET not in answer.text


def test_detail_is_in_the_language_of_the_asker(house):
    house.speak("en", PSEUDO)
    asked = house.visitor(**{"Accept-Language": PSEUDO}).get("/api/v1/me").json()
    assert (asked["title"], asked["detail"]) == ("[!! Sign-in needed !!]", "[!! Sign in first, then ask again. !!]")
    assert house.visitor().get("/api/v1/me").json()["detail"] == "Sign in first, then ask again."


def test_description_says_problem_details_for_each_refusal(house):
    described = house.app.openapi()
    refused = [
        answer["content"]
        for methods in described["paths"].values()
        for operation in methods.values()
        for status, answer in operation["responses"].items()
        if status >= "400"
    ]
    assert {tuple(content) for content in refused} == {("application/problem+json",)}
    form = described["components"]["schemas"]["Problem"]
    assert form["properties"].keys() == {"type", "title", "status", "detail", "code", "parameters"}


def test_malformed_form_gets_a_page(house):
    answer = house.visitor(accept="text/html").post("/sign-in", data={"email": "a"})
    assert answer.status_code == 422
    assert "password" in answer.text
    assert "<html" in answer.text


def test_unreadable_requests_are_refused():
    refusal = as_refusal(RequestValidationError([{"type": "missing", "loc": ("body",), "msg": "Field required"}]))
    assert refusal.status_code == 422
    assert isinstance(FastAPI().exception_handlers, dict)
