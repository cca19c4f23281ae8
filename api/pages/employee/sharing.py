"""*Sharing*: who can see something now, who looked, what was agreed to; devices, and a copy of everything."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, Response

from alerts import exports
from alerts.archive import packed_archive
from alerts.care import sharing
from alerts.care.consent_text import CONSENT
from alerts.exports import ExportedFile
from api import texts
from api.downloads import download
from api.pages.visit import EmployeesVisit, Visit, see
from api.presenters.sharing import SharingView, device_lines, ledger_lines, newest_looks, shares
from api.problems import absent
from messages import Message, Text
from store.models import CODE_LIFETIME, PairingCode, Purpose
from store.subjects import Employee

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store import Record

router = APIRouter(prefix="/sharing", include_in_schema=False, default_response_class=HTMLResponse)

DONE: Final[Mapping[str, Text]] = MappingProxyType(
    {"stopped": texts.SHARE_STOPPED, "measuring": texts.MEASURING, "removed": texts.DEVICE_REMOVED}
)

Id = Annotated[str, Path(max_length=64)]


@router.get("")
def sharing_page(visit: EmployeesVisit, done: str = "") -> HTMLResponse:
    """Everything about who sees what."""
    return _page(visit, done=DONE[done]() if done in DONE else None)


@router.post("/measuring")
def start_measuring(visit: EmployeesVisit) -> Response:
    """Agree to beats being kept and computed on."""
    sharing.allow_storing(visit.store, person=visit.subject, now=visit.now, reader=visit.reader)
    return see("/sharing?done=measuring")


@router.post("/consents/{consent_id}/withdraw")
def withdraw(visit: EmployeesVisit, consent_id: Id) -> Response:
    """Take a consent back with one click; the next query of anybody already knows."""
    if not sharing.withdraw(visit.store, person=visit.subject, consent_id=consent_id, now=visit.now):
        raise absent()
    return see("/sharing?done=stopped")


@router.post("/devices")
def pair_device(visit: EmployeesVisit, name: Annotated[str, Form(min_length=1, max_length=80)]) -> HTMLResponse:
    """Show the code with which a device connects itself, this once."""
    with visit.changing() as record:
        code = record.devices.create_code(visit.subject.person_id, name=name.strip(), lifetime=CODE_LIFETIME)
    return _page(visit, code=code, server=visit.context.settings.public_url)


@router.get("/devices/codes/{code_id}")
def code_state(visit: EmployeesVisit, code_id: Id) -> HTMLResponse:
    """What became of a code; the page asks while it shows one."""
    with visit.reading() as record:
        state = record.devices.read_code(code_id)
    if state is None:
        raise absent()
    is_over = state.used_at is None and state.expires_at <= visit.now
    return visit.page(
        "employee/_device_code_state.html", code_id=state.id, device=state.name, used=state.used_at, is_over=is_over
    )


@router.post("/devices/{device_id}/revoke")
def remove_device(visit: EmployeesVisit, device_id: Id) -> Response:
    """Take away a device's right to add beats."""
    with visit.changing() as record:
        if not record.devices.revoke(device_id):
            raise absent()
    return see("/sharing?done=removed")


@router.post("/export", response_class=Response)
def export(visit: EmployeesVisit) -> Response:
    """Everything that is kept about the person, as one file."""
    everything = exports.copy_of_everything(visit.store, person=visit.subject, now=visit.now)
    packed = packed_archive(everything, reader=visit.reader)
    return download(ExportedFile(f"pulsro-{visit.today.isoformat()}.zip", "application/zip", packed))


def _page(
    visit: Visit[Employee], *, done: Message | None = None, code: PairingCode | None = None, server: str = ""
) -> HTMLResponse:
    with visit.reading() as record:
        page = _view(record, visit)
    text = CONSENT[Purpose.STORE]()
    return visit.page("employee/sharing.html", page=page, done=done, code=code, server=server, store_text=text)


def _view(record: Record, visit: Visit[Employee]) -> SharingView:
    person_id, now = visit.subject.person_id, visit.now
    ledger = record.consents.ledger(person_id)
    nurses = {nurse.id: nurse.name for nurse in record.accounts.nurses()}
    return SharingView(
        shares=shares(ledger, nurses=nurses, now=now, zone=visit.zone),
        store_consent=next((line for line in ledger if line.purpose is Purpose.STORE and line.is_live(now)), None),
        ledger=ledger_lines(ledger, nurses=nurses, now=now),
        looks=newest_looks(record.audit.reads_of(person_id)),
        devices=device_lines(record.devices.list(person_id)),
    )
