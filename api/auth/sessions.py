"""Sessions: a new token at every sign-in, kept only as a keyed hash, short for those who see others' things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.context import AppContext
from api.navigation.own_pages import own_path
from api.settings import Settings
from api.visitor import FIRST_STEPS, home_of
from store import Record
from store.models import Purpose, SignIn
from store.subjects import Anonymous, Employee, Role

EVERYTHING: Final = '"cache", "cookies", "storage"'
ALL_BUT_WHAT_WAITS: Final = '"cache", "cookies"'
"""Storage holds beats on their way home, without the key to them, and breathing sessions that could not be sent.

Others may have left some too, so the browser is not told to empty it; *Forget me here* removes what is one's own.
"""
SEE_OTHER: Final = 303


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session may go unseen, and how long it may last at all."""

    idle: timedelta
    absolute: timedelta


def lifetime_for(role: Role, settings: Settings) -> Lifetime:
    """The operator's choice for this role."""
    minutes, hours = {
        Role.EMPLOYEE: (settings.idle_minutes_employee, settings.session_hours),
        Role.NURSE: (settings.idle_minutes_nurse, settings.staff_session_hours),
        Role.OPERATOR: (settings.idle_minutes_operator, settings.staff_session_hours),
    }[role]
    return Lifetime(idle=timedelta(minutes=minutes), absolute=timedelta(hours=hours))


def begin_session(
    request: Request, context: AppContext, account: SignIn, *, next_page: str, now: datetime
) -> RedirectResponse:
    """Sign the account in with a fresh token, end what this browser had before, and go where the person wanted."""
    lifetime = lifetime_for(account.role, context.settings)
    with context.store.begin(Anonymous(), now=now) as record:
        _end_current(request, context, record)
        opened = record.sign_in.open_session(account.account_id, idle=lifetime.idle, absolute=lifetime.absolute)
    begins_at = _first_page(context, account, is_first=opened.is_first, now=now)
    response = RedirectResponse(own_path(next_page) or begins_at, SEE_OTHER)
    context.cookie.give(response, opened.token, lifetime=lifetime.absolute)
    return response


def _first_page(context: AppContext, account: SignIn, *, is_first: bool, now: datetime) -> str:
    """Where the day begins: with the first steps for an employee who is here for the first time."""
    if account.role is not Role.EMPLOYEE or not is_first:
        return home_of(account.role)
    with context.store.reading(Employee(account.account_id), now=now) as record:
        measures = record.consents.live(account.account_id, purpose=Purpose.STORE)
    return home_of(account.role) if measures else FIRST_STEPS


def end_session(request: Request, context: AppContext, *, now: datetime) -> Response:
    """End this browser's session and make it forget all it kept of ours but what waits to be sent."""
    with context.store.begin(Anonymous(), now=now) as record:
        _end_current(request, context, record)
    response = RedirectResponse("/sign-in", SEE_OTHER, {"Clear-Site-Data": ALL_BUT_WHAT_WAITS})
    context.cookie.clear(response)
    return response


def _end_current(request: Request, context: AppContext, record: Record) -> None:
    token = context.cookie.token(request)
    if token is not None:
        record.sign_in.end_session(token)
