"""The account page: where one is signed in, the password and the language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import texts
from api.auth.sessions import SEE_OTHER
from api.auth.subject import CurrentVisitor
from api.context import AppContext, Context
from api.credentials.passwords import PasswordRefusedError
from api.credentials.rate_limits import PASSWORD_COST
from api.invitations import known_language
from api.moment import Now
from api.presenters.profile import profile_view
from api.problems import absent
from api.rendering import render
from api.visitor import Visitor
from messages import Message
from store.models import Session
from store.subjects import Role

router = APIRouter(prefix="/account", include_in_schema=False, default_response_class=HTMLResponse)

Text = Annotated[str, Form(max_length=1000)]
RowId = Annotated[str, Path(max_length=64)]


@dataclass(frozen=True, slots=True)
class SignedInBrowser:
    """One line of the list of browsers."""

    id: str
    opened_at: datetime
    last_seen_at: datetime
    is_this_one: bool


@dataclass(frozen=True, slots=True)
class News:
    """What just happened, for the top of the page."""

    message: Message | None = None
    good: bool = True
    status: HTTPStatus = HTTPStatus.OK


NOTHING_NEW = News()


@router.get("")
def account(
    request: Request,
    visitor: CurrentVisitor,
    context: Context,
    now: Now,
    *,
    saved: Literal["", "profile"] = "",
) -> HTMLResponse:
    """The account as it is; after a part of it was `saved`, that it was."""
    return _page(request, visitor, context, now, saved=saved)


@router.post("/sessions/{session_id}/end")
def end_session(session_id: RowId, visitor: CurrentVisitor, context: Context, now: Now) -> RedirectResponse:
    """Sign out one of one's own browsers."""
    with context.store.begin(visitor.subject, now=now) as record:
        if not record.sign_in.end(session_id):
            raise absent()
    return RedirectResponse("/account", SEE_OTHER)


@router.post("/password")
def set_password(
    request: Request,
    visitor: CurrentVisitor,
    context: Context,
    now: Now,
    *,
    password: Text,
    repeated: Text,
    current: Text = "",
) -> Response:
    """Keep a new password, and end every other session: whoever knew the old one is out."""
    try:
        _require_current(request, visitor, context, now, current=current)
        hashed = context.passwords.hash(password, repeated=repeated)
    except PasswordRefusedError as refused:
        news = News(refused.message, good=False, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return _page(request, visitor, context, now, news=news)
    with context.store.begin(visitor.subject, now=now) as record:
        record.accounts.set_password_hash(visitor.account_id, hashed)
        record.sign_in.end_all(visitor.account_id, except_session_id=visitor.session_id)
    return _page(request, visitor, context, now, news=News(texts.PASSWORD_SAVED()))


@router.post("/language")
def set_language(visitor: CurrentVisitor, context: Context, now: Now, language: Text = "") -> RedirectResponse:
    """Speak to this account in another language from now on, or in the one that its browser asks for."""
    chosen = known_language(language, context.settings)
    with context.store.begin(visitor.subject, now=now) as record:
        account = record.accounts.get(visitor.account_id)
        if account is None:
            raise absent()
        record.accounts.set_preferences(
            account.id,
            language=chosen,
            time_zone=account.time_zone,
        )
    return RedirectResponse("/account", SEE_OTHER)


def _require_current(request: Request, visitor: Visitor, context: AppContext, now: datetime, *, current: str) -> None:
    """Whoever finds a browser that was left open shall not keep its account; a first password needs no other."""
    with context.store.reading(visitor.subject, now=now) as record:
        stored = record.accounts.password_hash(visitor.account_id)
    if stored is None:
        return
    address = request.client.host if request.client else ""
    if not context.limits.spend(address=address, account=visitor.account_id, cost=PASSWORD_COST).granted:
        raise PasswordRefusedError(texts.PASSWORD_TOO_MANY_TRIES())
    if not context.passwords.matches(current, stored):
        raise PasswordRefusedError(texts.NOT_YOUR_PASSWORD())


def _page(
    request: Request,
    visitor: Visitor,
    context: AppContext,
    now: datetime,
    *,
    news: News = NOTHING_NEW,
    saved: str = "",
) -> HTMLResponse:
    with context.store.reading(visitor.subject, now=now) as record:
        sessions = [_line(session, visitor) for session in record.sign_in.mine()]
        has_password = record.accounts.password_hash(visitor.account_id) is not None
        said = record.profiles.of(visitor.account_id)
    return render(
        request,
        "account/account.html",
        status=news.status,
        said=news.message,
        good=news.good,
        saved=saved,
        sessions=sessions,
        has_password=has_password,
        profile=profile_view(said) if visitor.role is Role.EMPLOYEE else None,
    )


def _line(session: Session, visitor: Visitor) -> SignedInBrowser:
    return SignedInBrowser(session.id, session.opened_at, session.last_seen_at, session.id == visitor.session_id)
