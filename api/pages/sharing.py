"""*Sharing*: who can see something now, who looked, what was agreed to; devices, a copy of everything, and the way out."""

from __future__ import annotations

from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from alerts import sharing
from alerts.texts import N_
from alerts.wording import CONSENT
from api.context import AppContext, Context
from api.pages.local import HereAndNow, Local
from api.pages.takeout import takeout
from api.pages.views.sharing import SharingView, ledger_lines, looks, shares
from api.problems import absent
from api.rendering import render
from api.sessions import SEE_OTHER
from api.subject import CurrentEmployee
from store.models import AuditKind, Purpose
from store.subjects import Employee

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store import Record

router = APIRouter(prefix="/sharing", include_in_schema=False, default_response_class=HTMLResponse)

DONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "stopped": N_("Stopped. From now on nothing of it can be seen."),
        "measuring": N_("Thank you. Beats from your strap are now kept and computed on."),
        "removed": N_("The device was removed. It can send nothing more."),
    }
)

DeviceName = Annotated[str, Form(min_length=1, max_length=80)]


@router.get("")
def sharing_page(
    request: Request, employee: CurrentEmployee, context: Context, local: HereAndNow, done: str = ""
) -> HTMLResponse:
    """Everything about who sees what."""
    return _page(request, employee, context, local, done=DONE.get(done, ""))


@router.post("/measuring")
def start_measuring(employee: CurrentEmployee, context: Context, local: HereAndNow) -> Response:
    """Agree to beats being kept and computed on."""
    sharing.allow_storing(context.store, person=employee, now=local.now, reader=local.reader)
    return _back("measuring")


@router.post("/consents/{consent_id}/withdraw")
def withdraw(employee: CurrentEmployee, context: Context, local: HereAndNow, *, consent_id: str) -> Response:
    """Take a consent back with one click; the next query of anybody already knows."""
    if not sharing.withdraw(context.store, person=employee, consent_id=consent_id, now=local.now):
        raise absent()
    return _back("stopped")


@router.post("/devices")
def pair_device(
    request: Request, employee: CurrentEmployee, context: Context, local: HereAndNow, *, name: DeviceName
) -> HTMLResponse:
    """Pair a device and show its token, this once."""
    with context.store.begin(employee, now=local.now) as record:
        paired = record.devices.pair(employee.person_id, name=name.strip())
    return _page(request, employee, context, local, token=paired.token)


@router.post("/devices/{device_id}/revoke")
def remove_device(employee: CurrentEmployee, context: Context, local: HereAndNow, *, device_id: str) -> Response:
    """Take away a device's right to add beats."""
    with context.store.begin(employee, now=local.now) as record:
        if not record.devices.revoke(device_id):
            raise absent()
    return _back("removed")


@router.post("/export", response_class=Response)
def export(employee: CurrentEmployee, context: Context, local: HereAndNow) -> Response:
    """Everything that is kept about the person, as one file."""
    with context.store.begin(employee, now=local.now) as record:
        record.audit.record(AuditKind.EXPORTED, person_id=employee.person_id)
        packed = takeout(record, employee.person_id, until=local.now)
    name = f"pulsro-{local.today.isoformat()}.zip"
    return Response(packed, media_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _back(done: str) -> RedirectResponse:
    return RedirectResponse(f"/sharing?done={done}", SEE_OTHER)


def _page(
    request: Request, employee: Employee, context: AppContext, local: Local, *, done: str = "", token: str = ""
) -> HTMLResponse:
    with context.store.reading(employee, now=local.now) as record:
        page = _view(record, employee.person_id, local)
    return render(request, "sharing.html", page=page, done=done, token=token, store_text=CONSENT[Purpose.STORE])


def _view(record: Record, person_id: str, local: Local) -> SharingView:
    ledger = record.consents.ledger(person_id)
    nurses = {nurse.id: nurse.name for nurse in record.accounts.nurses()}
    stored = [line for line in ledger if line.purpose is Purpose.STORE and line.is_live(local.now)]
    return SharingView(
        shares=shares(ledger, nurses=nurses, now=local.now, zone=local.zone),
        store_consent=stored[-1] if stored else None,
        ledger=ledger_lines(ledger, nurses=nurses, now=local.now),
        looks=looks(record.audit.reads_of(person_id)),
        devices=record.devices.list(person_id),
    )
