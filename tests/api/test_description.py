"""The description of the API, and whether the API keeps to it, whatever it is sent."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from api.settings import load_settings
from api.v1.live import live
from store import KeyRing, Store
from store.subjects import Role
from tests.api.test_every_route import TABLE
from tests.properties import examples
from tests.sampling import sampled

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]


STREAM = f"GET {live.PATH}"
DOORS = [door for door in TABLE if "/api/v1/" in door or door in {"GET /healthz", "GET /metrics"}]


@pytest.fixture(scope="session")
def operations():
    """Every operation of the description, but the stream that never ends."""
    app = create_app(load_settings(), Store("sqlite:///never-opened.db", KeyRing.fresh()))
    schema = schemathesis.openapi.from_dict(app.openapi()).exclude(path=live.PATH)
    return {result.ok().label: result.ok() for result in schema.get_all_operations()}


@pytest.fixture
def keys(house, anna, nora, olga):
    """What each role shows at a door; everybody also carries a device's token."""
    house.agree(anna)
    bearer = {"Authorization": f"Bearer {house.device_of(anna)}"}
    browsers = {role: house.signed_in(person) for role, person in zip(Role, (anna, nora, olga), strict=True)}
    return {
        role: bearer | {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}
        for role, browser in browsers.items()
    }


def _kind_of_operation(door):
    """Whom it is for, and what it does."""
    return TABLE[door], door.partition(" ")[0]


def test_description_names_every_door_of_the_api(operations):
    assert set(operations) == set(DOORS) - {STREAM}


@pytest.mark.hypothesis
@pytest.mark.parametrize("label", sampled((door for door in DOORS if door != STREAM), kind=_kind_of_operation))
def test_any_request_gets_a_documented_answer(house, keys, operations, label):
    operation = operations[label]
    browser = house.visitor()

    @examples(5, without=tuple(HealthCheck))
    @given(case=operation.as_strategy())
    def hold(case):
        for headers in keys.values():
            sent = case.as_transport_kwargs(base_url=house.settings.public_url, headers=headers)
            content = {"content": sent["data"]} if "data" in sent else {"json": sent.get("json")}
            answer = browser.request(
                sent["method"], sent["url"], params=sent.get("params"), headers=sent["headers"], **content
            )
            case.validate_response(answer, checks=CHECKS)

    hold()
