"""Signing in, by password or by a link that works once, and signing out."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import texts
from api.auth.sessions import SEE_OTHER, begin_session, end_session
from api.auth.subject import MaybeVisitor
from api.context import AppContext, Context
from api.credentials.rate_limits import LINK_COST, PASSWORD_COST, Allowance
from api.moment import Now
from api.navigation.own_pages import own_path
from api.rendering import render
from api.visitor import home_of
from messages import Message
from store.models import SignIn
from store.repositories.people.accounts import plain_email
from store.subjects import Anonymous

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

Text = Annotated[str, Form(max_length=1000)]


@router.get("/")
def first_page(visitor: MaybeVisitor) -> RedirectResponse:
    """Everybody begins where their day begins."""
    return RedirectResponse(home_of(visitor.role) if visitor else "/sign-in", SEE_OTHER)


@router.get("/sign-in")
def sign_in_page(request: Request, visitor: MaybeVisitor, next: str = "") -> Response:  # noqa: A002 - the word in the address
    """The form, unless somebody is signed in already."""
    if visitor:
        return RedirectResponse(own_path(next) or home_of(visitor.role), SEE_OTHER)
    return _form(request, next_page=next)


@router.post("/sign-in")
def sign_in(
    request: Request,
    context: Context,
    now: Now,
    *,
    email: Text,
    password: Text,
    next: Text = "",  # noqa: A002 - as above
) -> Response:
    """Sign in by password; whoever cannot is not told whether the address is known."""
    name = plain_email(email)
    allowance = context.limits.spend(address=_address(request), account=name, cost=PASSWORD_COST)
    if not allowance.granted:
        return _wait(request, allowance, email=email, next_page=next)
    account = _by_password(context, email=email, password=password, now=now)
    if account is None:
        return _form(request, status=HTTPStatus.UNAUTHORIZED, said=texts.WRONG_PASSWORD(), email=email, next_page=next)
    context.limits.forgive(account=name)
    return begin_session(request, context, account, next_page=next, now=now)


@router.get("/sign-in/link/{token}")
def link_page(request: Request, token: str) -> HTMLResponse:
    """A button, because mail programs open links by themselves and would use the link up."""
    return render(request, "account/sign_in_link.html", token=token)


@router.post("/sign-in/link")
def sign_in_by_link(request: Request, context: Context, now: Now, token: Text) -> Response:
    """Use a one-time link up and sign its account in."""
    allowance = context.limits.spend(address=_address(request), cost=LINK_COST)
    if not allowance.granted:
        return _wait(request, allowance)
    with context.store.begin(Anonymous(), now=now) as record:
        account = record.sign_in.use_link(token)
    if account is None:
        return _form(request, status=HTTPStatus.UNAUTHORIZED, said=texts.STALE_LINK())
    return begin_session(request, context, account, next_page="", now=now)


@router.post("/sign-out")
def sign_out(request: Request, context: Context, now: Now) -> Response:
    """Sign this browser out; doing it twice is harmless."""
    return end_session(request, context, now=now)


def _by_password(context: AppContext, *, email: str, password: str, now: datetime) -> SignIn | None:
    with context.store.reading(Anonymous(), now=now) as record:
        account = record.accounts.by_email(email)
    if context.passwords.matches(password, account.password_hash if account else None):
        return account
    with context.store.begin(Anonymous(), now=now) as record:
        record.sign_in.refused(account.account_id if account else None)
    return None


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _wait(request: Request, allowance: Allowance, *, email: str = "", next_page: str = "") -> HTMLResponse:
    page = _form(
        request, status=HTTPStatus.TOO_MANY_REQUESTS, said=texts.TOO_MANY_TRIES(), email=email, next_page=next_page
    )
    page.headers["Retry-After"] = str(allowance.wait_s)
    return page


def _form(
    request: Request, *, status: int = HTTPStatus.OK, said: Message | None = None, email: str = "", next_page: str = ""
) -> HTMLResponse:
    return render(
        request,
        "account/sign_in.html",
        status=status,
        said=said,
        email=email,
        next_page=next_page,
    )
