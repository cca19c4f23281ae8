"""*Service*: how the service is doing, accounts and devices, for the operator; no health data."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from alerts.texts import N_
from api import invitations
from api.context import AppContext, Context
from api.invitations import Invitation, Wanted
from api.pages.local import HereAndNow, Local
from api.pages.views.service import ROLE_CHOICES, account_lines, service_health
from api.problems import absent
from api.rendering import render
from api.sessions import SEE_OTHER
from api.subject import CurrentOperator
from store.errors import Taken
from store.subjects import Operator, Role

router = APIRouter(prefix="/service", include_in_schema=False, default_response_class=HTMLResponse)

NOT_YOURSELF: Final = N_("You cannot close your own account. Ask another operator to do it.")

Name = Annotated[str, Form(min_length=1, max_length=200)]
Email = Annotated[str, Form(min_length=3, max_length=320, pattern=r"^\s*\S+@\S+\s*$")]


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What was typed into the form of a new account."""

    name: str = ""
    email: str = ""
    role: str = ""


@router.get("")
def service_page(request: Request, operator: CurrentOperator, context: Context, local: HereAndNow) -> HTMLResponse:
    """How the service is doing."""
    return _page(request, operator, context, local)


@router.post("/accounts")
def open_account(
    request: Request,
    operator: CurrentOperator,
    context: Context,
    local: HereAndNow,
    *,
    name: Name,
    email: Email,
    role: Annotated[Role, Form()],
) -> HTMLResponse:
    """Open an account and show its first sign-in link, once."""
    try:
        with context.store.begin(operator, now=local.now) as record:
            wanted = Wanted(role=role, name=name.strip(), email=email)
            invitation = invitations.open_account(record, wanted, context.settings)
    except Taken as taken:
        typed = NewAccount(name, email, role)
        return _page(request, operator, context, local, refused=str(taken), form=typed, status=HTTPStatus.CONFLICT)
    return _page(request, operator, context, local, invitation=invitation)


@router.post("/accounts/{account_id}/link")
def new_link(
    request: Request, operator: CurrentOperator, context: Context, local: HereAndNow, *, account_id: str
) -> HTMLResponse:
    """Make another one-time link, for somebody who lost theirs."""
    with context.store.begin(operator, now=local.now) as record:
        account = record.accounts.get(account_id)
        if account is None:
            raise absent()
        invitation = invitations.invite(record, account, context.settings)
    return _page(request, operator, context, local, invitation=invitation)


@router.post("/accounts/{account_id}/close")
def close_account(
    request: Request, operator: CurrentOperator, context: Context, local: HereAndNow, *, account_id: str
) -> Response:
    """Close an account; its sessions, devices and shares end with it."""
    if account_id == operator.account_id:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, operator, context, local, refused=NOT_YOURSELF, status=status)
    with context.store.begin(operator, now=local.now) as record:
        record.accounts.close(account_id)
    return RedirectResponse("/service#accounts", SEE_OTHER)


@router.post("/devices/{device_id}/revoke")
def remove_device(operator: CurrentOperator, context: Context, local: HereAndNow, *, device_id: str) -> Response:
    """Take away a device's right to add beats."""
    with context.store.begin(operator, now=local.now) as record:
        if not record.devices.revoke(device_id):
            raise absent()
    return RedirectResponse("/service#devices", SEE_OTHER)


def _page(
    request: Request,
    operator: Operator,
    context: AppContext,
    local: Local,
    *,
    status: int = HTTPStatus.OK,
    refused: str = "",
    invitation: Invitation | None = None,
    form: NewAccount | None = None,
) -> HTMLResponse:
    with context.store.reading(operator, now=local.now) as record:
        accounts = record.accounts.everyone()
        counts = record.upkeep.counts()
        devices = [device for person in accounts for device in record.devices.list(person.id)]
    if counts is None:
        raise absent()
    return render(
        request,
        "service.html",
        status=status,
        refused=refused,
        invitation=invitation,
        form=form or NewAccount(),
        health=service_health(counts, now=local.now),
        accounts=account_lines(accounts),
        devices=devices,
        roles=ROLE_CHOICES,
    )
