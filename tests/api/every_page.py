"""Every page there is, by who reads it, and a record in which each of them has something to show."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from alerts.exercises.catalogue import BY_KEY
from store.models import BreathingMode, BreathingSession, Scope
from store.subjects import Role
from tests.api.test_browser_pages import NOWHERE, life, open_prompt, wall  # noqa: F401 - its fixtures

EMPLOYEE = (
    *("/today", "/today/do/leader-feedback", "/check", "/check/{running}", "/check/{check}", "/strap"),
    *("/trends", "/trends?period=365", "/trends/recordings", "/trends/days", "/diary", "/diary/look-back"),
    *("/exercises", *(f"/exercises/{key}" for key in BY_KEY), "/writings/{card}", "/writings/{card}/print"),
    *("/breathe", "/breathe/sessions", "/breathe/sessions/{breathing}", "/prompts/{prompt}", "/actions"),
    *("/talk", "/other-doors", "/cases/{case}", "/sharing", "/sharing/erase", "/files"),
    *("/account", "/account/asking", "/account/forget", "/call", "/help", NOWHERE),
)
BEGINNING = ("/welcome", "/welcome/measuring", "/welcome/how")
EMPTY = ("/today", "/trends", "/diary", "/sharing", "/talk", "/breathe", "/check", "/files", "/account")
PAGES = {
    "anna": EMPLOYEE,
    "nora": ("/worklist", "/people/{person}", "/cases/{case}", "/account"),
    "olga": ("/service", "/service/languages/da", "/account"),
    "a newcomer": (*BEGINNING, *EMPTY),
    "a new nurse": ("/worklist",),
    "nobody": ("/sign-in", "/sign-in/link/made-up", "/call", "/help", "/offline/exercises", "/offline/breathe"),
}
AGAIN = {
    *(("anna", f"/exercises/{key}") for key in BY_KEY if key not in {"gravity", "stop-card", "values-compass"}),
    *(("a newcomer", address) for address in EMPTY[1:]),
    *(("anna", "/trends?period=365"), ("nora", "/account"), ("olga", "/account"), ("a new nurse", "/worklist")),
    *(("nobody", "/call"), ("nobody", "/help"), ("olga", "/service/languages/da")),
}
"""Pages made like another one, with other words in it, and the longest of all: for the nights."""


@pytest.fixture
def things(house, anna, nora, life):  # noqa: F811 - as above
    """What the pages of single things are about."""
    case = life.asks(nora, also=Scope.RATINGS | Scope.NOTES)
    breathing = BreathingSession(str(uuid.uuid4()), house.now, house.now, BreathingMode.OWN_PACE, None, (), ())
    with house.store.begin(life.subject, now=house.now) as record:
        checked = record.recordings.list(anna.id)[0]
        running = record.recordings.begin_check(anna.id, started_at=house.now)
        record.devices.create_code(anna.id, name="laptop", lifetime=timedelta(minutes=10))
        record.breathing.keep(anna.id, breathing, summary_due_at=house.now)
        card = record.writings.add(anna.id, exercise="stop-card", words={"body": "tense"})
    return {
        "person": anna.id,
        "prompt": open_prompt(house, life),
        "case": case,
        "check": checked.id,
        "running": running.id,
        "breathing": breathing.id,
        "card": card.id,
    }


@pytest.fixture
def readers(house, anna, nora, olga, things):
    """Who reads the pages; nobody is a browser that has not signed in."""
    return {
        "anna": anna,
        "nora": nora,
        "olga": olga,
        "a newcomer": house.account(Role.EMPLOYEE, "Nils"),
        "a new nurse": house.account(Role.NURSE, "Nadia"),
        "nobody": None,
    }


def visit(page, url, address, things):
    """Open one of the pages; none of them but one says that there is nothing."""
    answer = page.goto(url + address.format(**things))
    assert answer.status == (404 if address == NOWHERE else 200), address
