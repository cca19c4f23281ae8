"""*Files*: recordings of other devices and programs come in, and one's own beats go out, in forms that others read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import HTMLResponse, Response

from alerts.imports import import_file
from alerts.refusals import Refused
from api.pages.visit import EmployeesVisit, Visit
from api.problems import Refusal
from api.v1.own.exports import Wanted, exported
from api.v1.own.imports import LARGEST_FILE, known_zone, tell
from messages.message import N_
from sensors.recordings.text.own_forms import Form as BeatsForm
from store.subjects import Employee

if TYPE_CHECKING:
    from alerts.imports.report import Report

router = APIRouter(prefix="/files", include_in_schema=False, default_response_class=HTMLResponse)

IMPORT_PATH: Final = "/files/import"
MOST_FILES: Final = 40
LARGEST_UPLOAD: Final = 2 * LARGEST_FILE

NO_FILE: Final = N_("Choose a file first, then take it in.")
TOO_MANY: Final = N_("Those are more than 40 files. Take them in by smaller portions.")
NO_ZONE: Final = N_("That is no time zone. Write it like Europe/Copenhagen, or leave it as it was.")
NO_MOMENT: Final = N_("Give the beginning as a date and a time, like 2026-03-31 07:15.")
NO_NUMBER: Final = N_("Samples a second are a number above 0, like 128.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: a report, or why there is none."""

    name: str
    report: Report | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What the person says about the files, understood."""

    zone: ZoneInfo
    began_at: datetime | None
    samples_per_s: float | None


@router.get("")
def files_page(visit: EmployeesVisit) -> HTMLResponse:
    """Bring files in, take beats along."""
    return _page(visit)


@router.post("/import")
def import_files(
    visit: EmployeesVisit,
    *,
    files: Annotated[list[UploadFile], File()] = [],  # noqa: B006 - FastAPI never changes it, and an empty form sends none
    zone: Annotated[str, Form(max_length=64)] = "",
    began_at: Annotated[str, Form(max_length=32)] = "",
    samples_per_s: Annotated[str, Form(max_length=16)] = "",
) -> HTMLResponse:
    """Take in each file by itself, and say what became of it."""
    chosen = [file for file in files if file.filename]
    if not chosen or len(chosen) > MOST_FILES:
        return _page(visit, refused=TOO_MANY if chosen else NO_FILE)
    try:
        said = _said(visit, zone=zone, began_at=began_at, samples_per_s=samples_per_s)
    except Refused as refused:
        return _page(visit, refused=refused.sentence)
    return _page(visit, outcomes=[_take(visit, file, said) for file in chosen])


@router.post("/export", response_class=Response)
def export_beats(
    visit: EmployeesVisit,
    form: Annotated[BeatsForm, Form()] = BeatsForm.CSV,
    since: Annotated[date | None, Form()] = None,
    until: Annotated[date | None, Form()] = None,
) -> Response:
    """The person's own beats of some days, as one file."""
    wanted = Wanted(since=since or visit.today, until=until or visit.today, form=form)
    try:
        return exported(wanted, visit.subject, visit.context, now=visit.now, zone=visit.zone)
    except Refusal as refused:
        return _page(visit, refused=visit.reader.translate(refused.detail))


def _take(visit: Visit[Employee], file: UploadFile, said: Said) -> Outcome:
    name = PurePath(file.filename or "").name
    offered = import_file.Offered(
        content=file.file.read(LARGEST_FILE + 1),
        name=name,
        zone=said.zone,
        began_at=said.began_at,
        samples_per_s=said.samples_per_s,
    )
    try:
        report = import_file.take(visit.store, sender=visit.subject, offered=offered, now=visit.now)
    except Refused as refused:
        return Outcome(name, refused=visit.reader.translate(refused.sentence))
    tell(visit.context, visit.subject.person_id, report)
    return Outcome(name, report)


def _said(visit: Visit[Employee], *, zone: str, began_at: str, samples_per_s: str) -> Said:
    """What the person wrote into the fields; `Refused` for what cannot be understood."""
    try:
        of_clock = ZoneInfo(known_zone(zone.strip())) if zone.strip() else visit.zone
    except ValueError as error:
        raise Refused(NO_ZONE) from error
    try:
        began = datetime.fromisoformat(began_at.strip()) if began_at.strip() else None
        if began is not None:
            began = (began if began.tzinfo else began.replace(tzinfo=of_clock)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused(NO_MOMENT) from error
    try:
        per_s = float(samples_per_s) if samples_per_s.strip() else None
    except ValueError as error:
        raise Refused(NO_NUMBER) from error
    if per_s is not None and not 0 < per_s <= 100_000:  # noqa: PLR2004 - no recorder is faster
        raise Refused(NO_NUMBER)
    return Said(of_clock, began, per_s)


def _page(visit: Visit[Employee], *, refused: str = "", outcomes: list[Outcome] | None = None) -> HTMLResponse:
    return visit.page(
        "employee/files.html",
        refused=refused,
        outcomes=outcomes or [],
        zone=str(visit.zone),
        today=visit.today.isoformat(),
    )
