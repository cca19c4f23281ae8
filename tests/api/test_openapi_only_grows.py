"""The description as it was before refusals became problem details, beside the one of today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import load_settings
from store import KeyRing, Store

BEFORE = json.loads(Path(__file__).with_name("golden").joinpath("openapi-before.json").read_text(encoding="utf-8"))
REFUSED = "400"
"""From this status on an answer is a refusal: the one media type that was allowed to change."""

METHODS = [(path, method) for path, methods in BEFORE["paths"].items() for method in methods]
NEVER_ANSWERED = {"HTTPValidationError", "ValidationError"}
"""FastAPI's own forms of a wrong field: the description promised them, and no door ever answered so."""

FIELDS = [
    (name, field)
    for name, schema in BEFORE["components"]["schemas"].items()
    if name not in NEVER_ANSWERED
    for field in schema.get("properties", {})
]


@pytest.fixture(scope="module")
def today():
    app = create_app(load_settings(), Store("sqlite:///never-opened.db", KeyRing.fresh()))
    return json.loads(json.dumps(app.openapi()))


@pytest.mark.parametrize(("path", "method"), METHODS)
def test_operation_keeps_its_parameters_and_answers(today, path, method):
    before, now = BEFORE["paths"][path][method], today["paths"][path][method]

    assert _parameters(before) <= _parameters(now)
    assert (
        before.get("requestBody", {}).get("content", {}).keys() <= now.get("requestBody", {}).get("content", {}).keys()
    )
    assert before["responses"].keys() <= now["responses"].keys()
    for status, answer in before["responses"].items():
        if status < REFUSED:
            assert answer.get("content", {}) == now["responses"][status].get("content", {})


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_field_is_still_there_and_holds_what_it_held(today, name, field):
    before, now = BEFORE["components"]["schemas"][name], today["components"]["schemas"][name]

    assert _kinds(before["properties"][field], BEFORE) <= _kinds(now["properties"][field], today)
    assert field not in now.get("required", ()) or field in before.get("required", ()) or "Problem" in name


def _parameters(operation):
    return {(each["in"], each["name"]) for each in operation.get("parameters", ())}


def _kinds(schema, whole):
    """The JSON types that a field may have; references are followed."""
    if "$ref" in schema:
        return _kinds(whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]], whole)
    if "anyOf" in schema:
        return set().union(*(_kinds(each, whole) for each in schema["anyOf"]))
    return {schema.get("type", "string")}
