"""The door for files: what a recording device or another program wrote down, taken in as it is."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Body, Query
from pydantic import AfterValidator, Field

from alerts.imports import import_file
from alerts.imports.report import Report
from alerts.refusals import Refused
from api.auth.subject import CurrentDevice
from api.context import AppContext, Context
from api.moment import Now
from api.problems import Refusal, responses
from api.v1.base import Moment, View
from sensors.recordings.registry import formats

router = APIRouter(tags=["beats"])

PATH: Final = "/api/v1/imports"
LARGEST_FILE: Final = 8 * 1024 * 1024
"""A week of RR intervals, or two days of a watch that records much else besides."""


def known_zone(name: str) -> str:
    """The name of a time zone, if there is one of that name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("give a time zone by its name, like Europe/Copenhagen") from error
    return name


ZoneName = Annotated[str, AfterValidator(known_zone)]


RecordingFormat = StrEnum("RecordingFormat", [(each.value, each.value) for each in formats()])  # type: ignore[misc]
RecordingFormat.__doc__ = "The formats that are understood."


class Imported(View):
    """What became of a file."""

    format: RecordingFormat = Field(description="As what it was read.")
    beats_taken: int
    beats_known: int = Field(description="Left out because they were there already, from whichever source.")
    windows: int | None = Field(
        description="Windows of five minutes computed from the beats that were taken; null while that is going on."
    )
    days_taken: int = Field(description="Readings of days that another program had computed.")
    days_known: int
    sentences: list[str] = Field(description="The same in words: what was taken, what was not, and why.")

    @classmethod
    def of(cls, report: Report) -> Imported:
        """The numbers and the sentences of a report."""
        beats = report.beats
        return cls(
            format=RecordingFormat(report.format.value),
            beats_taken=beats.new if beats else 0,
            beats_known=beats.known if beats else 0,
            windows=beats.windows if beats else 0,
            days_taken=len(report.days.new),
            days_known=len(report.days.known),
            sentences=[str(sentence) for sentence in report.sentences],
        )


@router.post(PATH, summary="Take in a file", responses=responses(401, 403, 413, 422, 503))
def take_file(
    device: CurrentDevice,
    context: Context,
    now: Now,
    content: Annotated[bytes, Body(media_type="application/octet-stream", max_length=LARGEST_FILE)],
    *,
    name: Annotated[str, Query(max_length=255, description="The file's name; only a date is ever read from it.")] = "",
    zone: Annotated[ZoneName | None, Query(max_length=64, description="Of the recording device's clock.")] = None,
    began_at: Annotated[Moment | None, Query(description="For a file that does not say it.")] = None,
    samples_per_s: Annotated[
        float | None, Query(gt=0, le=100_000, description="For annotations that do not say it.")
    ] = None,
) -> Imported:
    """Read a file by what is in it, and take in what the record does not have yet.

    The same file again changes nothing. What cannot be read is refused with one sentence, and then nothing was taken.
    """
    offered = import_file.Offered(
        content=content,
        name=name,
        zone=ZoneInfo(zone) if zone else None,
        began_at=began_at,
        samples_per_s=samples_per_s,
    )
    try:
        report = import_file.take(context.store, sender=device, offered=offered, now=now)
    except Refused as refused:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, refused.sentence) from refused
    tell(context, device.person_id, report)
    return Imported.of(report)


def tell(context: AppContext, person_id: str, report: Report) -> None:
    """Count what came in, and nudge whoever is watching."""
    if report.beats is not None and report.beats.new:
        context.metrics.beats.inc(report.beats.new)
        context.wakes.wake(person_id)
