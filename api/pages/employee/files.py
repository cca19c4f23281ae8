"""*Files*: recordings of other devices and programs come in, and one's own beats go out, in forms that others read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import PurePath
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import HTMLResponse, Response

from alerts import exports
from alerts.calendar import known_zone
from alerts.imports import import_file
from alerts.imports.report import Report
from alerts.refusals import Refused
from alerts.texts import NO_DATE
from api import texts
from api.downloads import download
from api.pages.visit import EmployeesVisit, Visit
from messages import Message
from sensors.recordings.seen import Question
from sensors.recordings.text.own_forms import Form as BeatsForm
from store.subjects import Employee

router = APIRouter(prefix="/files", include_in_schema=False, default_response_class=HTMLResponse)

IMPORT_PATH: Final = "/files/import"
MOST_FILES: Final = 40
LARGEST_UPLOAD: Final = 1024 * 1024 * 1024
"""The export of a phone of many years; it is kept on disk while it is read, and nowhere after."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file: a report, or why there is none."""

    name: str
    report: Report | None = None
    refused: Message | None = None
    seen: tuple[Message, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def asks_beginning(self) -> bool:
        """Whether nothing is missing but the moment at which it began."""
        return self.refused is not None and self.refused.code == NO_DATE.code


@dataclass(frozen=True, slots=True)
class Said:
    """What the person says about the files, understood."""

    zone: ZoneInfo
    began_at: datetime | None
    samples_per_s: float | None
    answers: Mapping[str, str] = field(default_factory=dict)


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
    unit: Annotated[str, Form(max_length=100)] = "",
    decimal: Annotated[str, Form(max_length=100)] = "",
    dates: Annotated[str, Form(max_length=100)] = "",
    column: Annotated[str, Form(max_length=100)] = "",
    unit_known: Annotated[str, Form(max_length=100)] = "",
    column_known: Annotated[str, Form(max_length=100)] = "",
    began_at_asked: Annotated[str, Form(max_length=32)] = "",
    answered: Annotated[str, Form(max_length=3)] = "",
) -> HTMLResponse:
    """Take in each file by itself, and say what became of it.

    An answer to a question goes before what was said of all files, but only where it is given as one: another file may
    be chosen while the question about the last one still stands there.
    """
    chosen = [file for file in files if file.filename]
    if not chosen or len(chosen) > MOST_FILES:
        return _page(visit, refused=texts.TOO_MANY_FILES(most=MOST_FILES) if chosen else texts.NO_FILE())
    try:
        begins = (answered and began_at_asked) or began_at
        said = _said(visit, zone=zone, began_at=begins, samples_per_s=samples_per_s)
        given = {"unit": unit, "decimal": decimal, "dates": dates, "column": column} if answered else {}
        known = {name: value for name, value in (("unit", unit_known), ("column", column_known)) if value}
        said = replace(said, answers=known | {name: value for name, value in given.items() if value})
    except Refused as refused:
        return _page(visit, refused=refused.message)
    return _page(visit, outcomes=[_outcome_of(visit, file, said) for file in chosen])


@router.post("/export", response_class=Response)
def export_beats(
    visit: EmployeesVisit,
    form: Annotated[BeatsForm, Form()] = BeatsForm.CSV,
    since: Annotated[date | None, Form()] = None,
    until: Annotated[date | None, Form()] = None,
) -> Response:
    """The person's own beats of some days, as one file."""
    first, last = since or visit.today, until or visit.today
    try:
        file = exports.beats_of_days(
            visit.store, person=visit.subject, since=first, until=last, form=form, now=visit.now
        )
    except Refused as no:
        return _page(visit, refused=no.message)
    return download(file)


def _outcome_of(visit: Visit[Employee], file: UploadFile, said: Said) -> FileOutcome:
    name = PurePath(file.filename or "").name
    offered = import_file.Offered(
        content=file.file,
        name=name,
        zone=said.zone,
        began_at=said.began_at,
        samples_per_s=said.samples_per_s,
        answers=said.answers,
    )
    try:
        report = import_file.accept(visit.store, sender=visit.subject, offered=offered, now=visit.now)
    except import_file.FileRefused as refused:
        seen = tuple(refused.seen.sentences()) if refused.seen is not None else ()
        return FileOutcome(name, refused=refused.message, seen=seen, questions=refused.questions)
    except Refused as refused:
        return FileOutcome(name, refused=refused.message)
    visit.context.count_imported(visit.subject.person_id, report)
    return FileOutcome(name, report, seen=report.seen)


def _said(visit: Visit[Employee], *, zone: str, began_at: str, samples_per_s: str) -> Said:
    """What the person wrote into the fields; `Refused` for what cannot be understood."""
    try:
        of_clock = ZoneInfo(known_zone(zone.strip())) if zone.strip() else visit.zone
    except ValueError as error:
        raise Refused(texts.NO_ZONE()) from error
    try:
        began = datetime.fromisoformat(began_at.strip()) if began_at.strip() else None
        if began is not None:
            began = (began if began.tzinfo else began.replace(tzinfo=of_clock)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused(texts.NO_MOMENT()) from error
    try:
        per_s = float(samples_per_s) if samples_per_s.strip() else None
    except ValueError as error:
        raise Refused(texts.NO_SAMPLES()) from error
    if per_s is not None and not 0 < per_s <= 100_000:  # noqa: PLR2004 - no recorder is faster
        raise Refused(texts.NO_SAMPLES())
    return Said(of_clock, began, per_s)


def _page(
    visit: Visit[Employee], *, refused: Message | None = None, outcomes: list[FileOutcome] | None = None
) -> HTMLResponse:
    return visit.page(
        "employee/files.html",
        refused=refused,
        outcomes=outcomes or [],
        zone=str(visit.zone),
        today=visit.today.isoformat(),
    )
