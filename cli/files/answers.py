"""Answers to what a file leaves open: the options of `pulsro import` and `pulsro analyse`, and what is asked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from cli.files import own_texts as texts
from cli.shared.plainly import refuse
from cli.shared.terminal import words
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from messages import Message
    from sensors.recordings.registry import About, UnreadableRecordingError

BeganAtOption = Annotated[str, typer.Option(help=N_("For a file without a date: when it began, 2026-03-31T07:15."))]
UnitOption = Annotated[
    str, typer.Option(help=N_("Unit of intervals: ms, s, 1/1024, or samples as 250/s. Of daily values: ms or ln."))
]
DecimalOption = Annotated[str, typer.Option(help=N_("Decimal mark: `point` or `comma`."))]
DatesOption = Annotated[str, typer.Option(help=N_("Order of day, month and year: `dmy`, `mdy`, `ymd` or `ydm`."))]
ColumnOption = Annotated[str, typer.Option(help=N_("Column that holds the intervals: its name, or its number."))]

OPTIONS: Final = {
    "sensors.decision.unknown_table": texts.SAY_COLUMN,
    "sensors.decision.too_much": texts.SAY_COLUMN,
    "sensors.decision.which_unit": texts.SAY_UNIT,
    "sensors.decision.which_samples": texts.SAY_SAMPLES,
    "sensors.decision.which_decimal": texts.SAY_DECIMAL,
    "sensors.decision.which_dates": texts.SAY_DATES,
    "sensors.decision.which_column": texts.SAY_COLUMN,
    "sensors.decision.assumed_ms": texts.SAY_UNIT,
    "sensors.decision.assumed_column": texts.SAY_COLUMN,
    "sensors.days.not_told": texts.SAY_DATES,
    "sensors.days.ms_or_ln": texts.SAY_LOGARITHM,
    "sensors.days.what_is_hrv": texts.SAY_LOGARITHM,
    "sensors.runalyze.rmssd_or_logarithm": texts.SAY_LOGARITHM,
}
"""What is asked without a word on options, for pages ask it as well, and the option that answers it here."""


def about_of(file: Path, said: dict[str, str]) -> About:
    """What a person says about a file on the command line."""
    from sensors.recordings.model import ANSWERS
    from sensors.recordings.registry import About

    return About(
        zone=_zone(said["zone"]),
        began_at=datetime.fromisoformat(said["began_at"]) if said["began_at"] else None,
        samples_per_s=float(said["samples_per_s"]) if said["samples_per_s"] else None,
        name=file.name,
        **{name: said[name] for name in ANSWERS},
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        refuse(texts.NO_ZONE(name=name))


def moment(text: str, zone: str) -> str:
    """The moment in ISO 8601 with its offset; ends the command when it is none.

    Without an offset it is read in the zone that was given, or else in this computer's own.
    """
    if not text:
        return ""
    try:
        read = datetime.fromisoformat(text)
        in_zone = read.replace(tzinfo=ZoneInfo(zone)) if zone and read.tzinfo is None else read
        return in_zone.astimezone().isoformat()
    except (ValueError, ZoneInfoNotFoundError):
        refuse(texts.NO_MOMENT(text=text))


def with_option(said: Message) -> str:
    """A sentence, and after a question the option that answers it."""
    option = OPTIONS.get(str(said.parameters.get("code") or said.code))
    return f"{words(said)} {words(option())}" if option else words(said)


def asked_by(error: UnreadableRecordingError) -> Iterator[Message]:
    """What a refused file asks besides its message, with the answers that there are."""
    for question in error.questions:
        if question.message != error.message:
            yield question.message
        for offer in question.offers:
            yield texts.OFFER(option=question.option, answer=offer.answer, rows="; ".join(offer.first_rows))
