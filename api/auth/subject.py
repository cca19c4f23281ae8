"""Who asks, as a type: a door that is typed for one kind of visitor cannot be walked through by another.

A signed-out visitor is led to the sign-in page, or told in a sentence. Whoever is signed in as somebody else finds
nothing. A door without one of these in its signature is open to everybody.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Final, TypeVar

from fastapi import Depends, Header, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from api import texts
from api.auth.own_browser import HEADER, browser_as_device, require_person_of_the_page
from api.context import AppContext, Context
from api.credentials.cookies import SECURE_NAME
from api.moment import Now
from api.problems import SignInNeeded, absent
from api.visitor import Visitor
from store.models import Account, Session
from store.subjects import Anonymous, Device, Employee, Nurse, Operator, subject_of

TOUCHED_EVERY: Final = timedelta(minutes=1)

_session_scheme = APIKeyCookie(
    name=SECURE_NAME, scheme_name="session", description="The session of a signed-in browser.", auto_error=False
)
_device_scheme = HTTPBearer(
    scheme_name="device", description="The token that was shown when the device was paired.", auto_error=False
)

_SessionScheme = Annotated[str | None, Security(_session_scheme)]
_DeviceScheme = Annotated[HTTPAuthorizationCredentials | None, Security(_device_scheme)]
_BrowserId = Annotated[
    str | None,
    Header(alias=HEADER, max_length=64, description="Instead of a token: which of one's own browsers sends."),
]
Kind = TypeVar("Kind", Employee, Nurse, Operator)


def visitor_at_the_door(request: Request, context: Context, now: Now, _: _SessionScheme) -> Visitor | None:
    """Who is signed in, as the record knows at this moment; remembered for the page that is drawn later."""
    token = context.cookie.token(request)
    visitor = None if token is None else visitor_with(token, context, now)
    request.state.visitor = visitor
    return visitor


def visitor_with(token: str, context: AppContext, now: datetime) -> Visitor | None:
    """The holder of a session's token, while the session lives and the account is open."""
    with context.store.reading(Anonymous(), now=now) as record:
        session = record.sign_in.read_session(token)
    if session is None:
        return None
    if now - session.last_seen_at >= TOUCHED_EVERY:
        with context.store.begin(Anonymous(), now=now) as record:
            record.sign_in.touch(token)
    with context.store.reading(subject_of(session.role, session.account_id), now=now) as record:
        account = record.accounts.get(session.account_id)
    return None if account is None else _visitor(account, session)


def _visitor(account: Account, session: Session) -> Visitor:
    return Visitor(
        account_id=account.id,
        session_id=session.id,
        role=account.role,
        name=account.name,
        email=account.email,
        language=account.language,
        time_zone=account.time_zone,
    )


MaybeVisitor = Annotated[Visitor | None, Depends(visitor_at_the_door)]


def somebody(visitor: MaybeVisitor) -> Visitor:
    """Whoever is signed in, in any role."""
    if visitor is None:
        raise SignInNeeded
    return visitor


CurrentVisitor = Annotated[Visitor, Depends(somebody)]


def employee(request: Request, visitor: CurrentVisitor) -> Employee:
    """An employee, asking for what is their own, from a page that is not somebody else's."""
    person = _only(visitor, Employee)
    require_person_of_the_page(request, person)
    return person


def nurse(visitor: CurrentVisitor) -> Nurse:
    """A nurse, asking for what was shared."""
    return _only(visitor, Nurse)


def operator(visitor: CurrentVisitor) -> Operator:
    """An operator, asking about the service."""
    return _only(visitor, Operator)


def device(
    request: Request,
    credentials: _DeviceScheme,
    context: Context,
    now: Now,
    *,
    _: _SessionScheme,
    browser_id: _BrowserId = None,
) -> Device:
    """A paired device, bringing beats: a gateway shows its token, a person's own browser is let in by the session."""
    if credentials is None and browser_id is not None:
        return browser_as_device(request, browser_id, context=context, now=now)
    if credentials is None:
        raise SignInNeeded(texts.UNKNOWN_DEVICE())
    with context.store.reading(Anonymous(), now=now) as record:
        paired = record.devices.by_token(credentials.credentials)
    if paired is None:
        raise SignInNeeded(texts.UNKNOWN_DEVICE())
    return Device(paired.id, paired.person_id)


CurrentEmployee = Annotated[Employee, Depends(employee)]
CurrentNurse = Annotated[Nurse, Depends(nurse)]
CurrentOperator = Annotated[Operator, Depends(operator)]
CurrentDevice = Annotated[Device, Depends(device)]


def _only(visitor: Visitor, kind: type[Kind]) -> Kind:
    subject = visitor.subject
    if not isinstance(subject, kind):
        raise absent()
    return subject
