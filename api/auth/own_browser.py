"""A person's own browser that brings beats: the session says whose they are, a header through which device they came.

No token is kept in the browser. Bringing beats does not prolong the session, or a strap would keep somebody signed in
who left the desk. What another site sends with the session is refused before it comes here
(`api.middleware.cross_site`).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.requests import Request

from api import texts
from api.context import Context
from api.moment import Now
from api.problems import Refusal, SignInNeeded, absent
from store.subjects import Anonymous, Device, Employee, Role

if TYPE_CHECKING:
    from datetime import datetime

    from api.context import AppContext
    from store.models import Session

HEADER: Final = "Pulsro-Device"
PERSON_HEADER: Final = "Pulsro-Person"


def browser_as_device(request: Request, device_id: str, *, context: AppContext, now: datetime) -> Device:
    """The browser, while its holder is signed in and has not removed it.

    Raises:
        SignInNeeded: no employee is signed in, or another one than the page was opened for.
        Refusal: the device is not one of theirs, or no longer; the two are not told apart.
    """
    person = _employee_with_beats(request, context, now)
    require_person_of_the_page(request, person)
    with context.store.reading(person, now=now) as record:
        browser = record.browsers.get(device_id)
    if browser is None:
        raise Refusal(HTTPStatus.GONE, texts.BROWSER_REMOVED())
    return Device(browser.id, person.person_id)


def require_person_of_the_page(request: Request, person: Employee) -> None:
    """Raise SignInNeeded when the page that asks was opened for another person than the one who is signed in.

    A page may outlive its session: what the strap of one person tells it must never become another's.
    """
    require_person(request.headers.get(PERSON_HEADER, person.person_id), person)


def require_person(named: str, person: Employee) -> None:
    """Raise SignInNeeded unless the person whom a page names is the one who is signed in."""
    if named != person.person_id:
        raise SignInNeeded(texts.SOMEBODY_ELSE())


def employee_without_prolonging(request: Request, context: Context, now: Now) -> Employee:
    """The employee who is signed in, for what a page does by itself: that keeps nobody signed in."""
    session = _session(request, context, now)
    if session is None:
        raise SignInNeeded
    if session.role is not Role.EMPLOYEE:
        raise absent()
    person = Employee(session.account_id)
    require_person_of_the_page(request, person)
    return person


def _employee_with_beats(request: Request, context: AppContext, now: datetime) -> Employee:
    session = _session(request, context, now)
    if session is None or session.role is not Role.EMPLOYEE:
        raise SignInNeeded(texts.SIGNED_OUT_WITH_BEATS())
    return Employee(session.account_id)


def _session(request: Request, context: AppContext, now: datetime) -> Session | None:
    token = context.cookie.token(request)
    if token is None:
        return None
    with context.store.reading(Anonymous(), now=now) as record:
        return record.sign_in.read_session(token)
