"""*Service*: how the service is doing, accounts and devices, for the operator; no health data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, Response
from pydantic import AfterValidator

from api import invitations, texts
from api.invitations import Wanted
from api.pages.visit import OperatorsVisit, Visit, see
from api.presenters.service import ROLE_CHOICES, account_lines, service_health
from api.presenters.sharing import device_lines
from api.problems import absent
from messages import Message
from messages.catalogues import own_name, review_sheet, unread
from store.errors import SignedInBefore, Taken
from store.models import Box
from store.subjects import Operator, Role

if TYPE_CHECKING:
    from api.invitations import Invitation

router = APIRouter(prefix="/service", include_in_schema=False, default_response_class=HTMLResponse)


Id = Annotated[str, Path(max_length=64)]
Line = Annotated[str, Form(min_length=1, max_length=200, pattern=r"\S"), AfterValidator(str.strip)]


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What was typed into the form of a new account."""

    name: str = ""
    email: str = ""
    role: str = ""


@router.get("")
def service_page(visit: OperatorsVisit, *, saved: Literal["", "accounts", "devices", "boxes"] = "") -> HTMLResponse:
    """How the service is doing; after a part of it was `saved`, that it was."""
    return _page(visit, saved=saved)


@router.get("/languages/{language}")
def language_to_review(visit: OperatorsVisit, language: Id) -> HTMLResponse:
    """Every text of a translation beside the English, to be printed and read by a native nurse."""
    if language not in unread(visit.context.settings.languages):
        raise absent()
    return visit.page(
        "operator/review_sheet.html", code=language, called=own_name(language), lines=review_sheet(language)
    )


@router.post("/accounts")
def open_account(
    visit: OperatorsVisit,
    *,
    name: Annotated[str, Form(min_length=1, max_length=200)],
    email: Annotated[str, Form(min_length=3, max_length=320, pattern=r"^\s*[^\s@]+@[^\s@]+\s*$")],
    role: Annotated[Role, Form()],
) -> HTMLResponse:
    """Open an account and show its first sign-in link, once."""
    try:
        with visit.changing() as record:
            wanted = Wanted(role=role, name=name.strip(), email=email)
            invitation = invitations.open_account(record, wanted, visit.context.settings)
    except Taken as taken:
        return _page(visit, refused=taken.message, form=NewAccount(name, email, role))
    return _page(visit, invitation=invitation)


@router.post("/accounts/{account_id}/link")
def new_link(visit: OperatorsVisit, account_id: Id) -> HTMLResponse:
    """Make another one-time link, for somebody who lost theirs before they ever signed in."""
    try:
        with visit.changing() as record:
            account = record.accounts.get(account_id)
            if account is None:
                raise absent()
            invitation = invitations.invite(record, account, visit.context.settings)
    except SignedInBefore as refused:
        return _page(visit, refused=refused.message)
    return _page(visit, invitation=invitation)


@router.post("/accounts/{account_id}/close")
def close_account(visit: OperatorsVisit, account_id: Id) -> Response:
    """Close an account; its sessions, devices and shares end with it."""
    if account_id == visit.subject.account_id:
        return _page(visit, refused=texts.NOT_YOURSELF())
    with visit.changing() as record:
        record.accounts.close(account_id)
    return see("/service?saved=accounts#accounts")


@router.post("/devices/{device_id}/revoke")
def remove_device(visit: OperatorsVisit, device_id: Id) -> Response:
    """Take away a device's right to add beats."""
    with visit.changing() as record:
        if not record.devices.revoke(device_id):
            raise absent()
    return see("/service?saved=devices#devices")


@router.post("/boxes")
def describe_box(visit: OperatorsVisit, *, place: Line, contact: Line) -> Response:
    """Say where another box stands, and whom to ask there."""
    with visit.changing() as record:
        record.boxes.add(place=place, contact=contact)
    return see("/service?saved=boxes#boxes")


@router.post("/boxes/{box_id}")
def change_box(visit: OperatorsVisit, box_id: Id, *, place: Line, contact: Line) -> Response:
    """Say it anew."""
    with visit.changing() as record:
        if not record.boxes.change(Box(box_id, place, contact)):
            raise absent()
    return see("/service?saved=boxes#boxes")


@router.post("/boxes/{box_id}/remove")
def remove_box(visit: OperatorsVisit, box_id: Id) -> Response:
    """Take a box off the list that employees read."""
    with visit.changing() as record:
        if not record.boxes.remove(box_id):
            raise absent()
    return see("/service?saved=boxes#boxes")


def _page(
    visit: Visit[Operator],
    *,
    saved: str = "",
    refused: Message | None = None,
    invitation: Invitation | None = None,
    form: NewAccount | None = None,
) -> HTMLResponse:
    with visit.reading() as record:
        accounts = record.accounts.everyone()
        devices = [device for account in accounts for device in record.devices.list(account.id)]
        boxes = record.boxes.list()
        counts = record.upkeep.counts()
    if counts is None:
        raise absent()
    return visit.page(
        "operator/service.html",
        saved=saved,
        refused=refused,
        invitation=invitation,
        form=form or NewAccount(),
        health=service_health(counts, now=visit.now),
        accounts=account_lines(accounts),
        devices=device_lines(devices),
        boxes=boxes,
        roles=ROLE_CHOICES,
        unread={code: own_name(code) for code in unread(visit.context.settings.languages)},
    )
