"""The door for files: what a recording device or another program wrote down, taken in as it is."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Body, Query
from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from alerts.calendar import known_zone
from alerts.imports import import_file
from alerts.imports.report import Report
from api import texts
from api.auth.subject import CurrentDevice
from api.context import Context
from api.moment import Now
from api.presenters.view import MessageView, View
from api.problems import responses
from api.readers import CurrentReader
from api.v1.base import Moment
from messages import Reader, sentence
from sensors.recordings.registry import formats

router = APIRouter(tags=["beats"])

PATH: Final = "/api/v1/imports"


def _known(name: str) -> str:
    """The zone, or an error of pydantic's with our own code."""
    try:
        return known_zone(name)
    except ValueError as error:
        raise PydanticCustomError(texts.FIELD_NO_ZONE.code, "no time zone") from error


ZoneName = Annotated[str, AfterValidator(_known)]


Answer = Annotated[str, StringConstraints(max_length=100)]
"""What a person says of how a file is to be read; one that fits nothing is refused with what does."""

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
    messages: list[MessageView] = Field(description="The same for programs.")

    @classmethod
    def of(cls, report: Report, reader: Reader) -> Imported:
        """The numbers and the sentences of a report."""
        beats, all_said = report.beats, (*report.sentences, *report.seen)
        return cls(
            format=RecordingFormat(report.format.value),
            beats_taken=beats.new if beats else 0,
            beats_known=beats.known if beats else 0,
            windows=beats.windows if beats else 0,
            days_taken=len(report.days.new),
            days_known=len(report.days.known),
            sentences=[sentence(said, reader) for said in all_said],
            messages=[MessageView.of(said, reader) for said in all_said],
        )


@router.post(PATH, summary="Take in a file", responses=responses(401, 403, 413, 422, 503))
def take_file(
    device: CurrentDevice,
    context: Context,
    now: Now,
    content: Annotated[bytes, Body(media_type="application/octet-stream", max_length=import_file.LARGEST_FILE)],
    *,
    reader: CurrentReader,
    name: Annotated[str, Query(max_length=255, description="The file's name; only a date is ever read from it.")] = "",
    zone: Annotated[ZoneName | None, Query(max_length=64, description="Of the recording device's clock.")] = None,
    began_at: Annotated[Moment | None, Query(description="For a file that does not say it.")] = None,
    samples_per_s: Annotated[
        float | None, Query(gt=0, le=100_000, description="For annotations that do not say it.")
    ] = None,
    unit: Annotated[Answer, Query(description="Of bare intervals: ms, s, 1/1024, or samples a second as 250/s.")] = "",
    decimal: Annotated[Answer, Query(description="The decimal mark: point or comma.")] = "",
    dates: Annotated[Answer, Query(description="The order of dates: dmy, mdy, ymd or ydm.")] = "",
    column: Annotated[Answer, Query(description="The column of intervals: its name, or its number from 1.")] = "",
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
        answers={"unit": unit, "decimal": decimal, "dates": dates, "column": column},
    )
    report = import_file.accept(context.store, sender=device, offered=offered, now=now)
    context.count_imported(device.person_id, report)
    return Imported.of(report, reader)
