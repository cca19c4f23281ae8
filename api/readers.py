"""Who reads an answer: the language by the account or by what the browser asks for, and the time zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from babel import negotiate_locale
from fastapi import Depends, Request

from api.visitor import visitor_of
from messages import Reader
from messages.rendering import SOURCE_READER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.settings import Settings


def reader_of(request: Request) -> Reader:
    """Whoever gets the answer to this request; English and UTC while no application of ours has taken it."""
    app = request.scope.get("app")
    context = None if app is None else getattr(app.state, "context", None)
    if context is None:
        return SOURCE_READER
    settings: Settings = context.settings
    visitor = visitor_of(request)
    zone = visitor.time_zone if visitor else settings.time_zone
    return Reader(language_of(request, settings.languages), ZoneInfo(zone))


def language_of(request: Request, spoken: Sequence[str]) -> str:
    """The reader's own choice, else what the browser asks for, else the first language that is spoken."""
    visitor = visitor_of(request)
    wanted = [visitor.language] if visitor else accepted_languages(request.headers.get("accept-language", ""))
    return negotiate_locale(wanted, spoken, sep="-") or spoken[0]


def accepted_languages(header: str) -> list[str]:
    """The languages of an Accept-Language header, the most wanted first."""
    weighed = []
    for place, part in enumerate(header.split(",")):
        tag, _, quality = part.strip().partition(";q=")
        weight = float(quality) if quality.replace(".", "", 1).isdigit() else 1.0
        weighed.append((-weight, place, tag))
    return [tag.partition("-")[0] for _, _, tag in sorted(weighed) if tag]


CurrentReader = Annotated[Reader, Depends(reader_of)]
