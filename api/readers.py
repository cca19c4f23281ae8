"""Who reads an answer: the language by the account, this browser's choice or its own wish, and the time zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo

from babel import negotiate_locale
from fastapi import Depends, Request

from api.visitor import visitor_of
from messages import Reader
from messages.catalogues import plain_code
from messages.rendering import SOURCE_READER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.settings import Settings


LANGUAGE_COOKIE: Final = "pulsro-language"
"""What somebody chose in this browser before signing in."""


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
    """The account's choice, else this browser's, else what the browser asks for, else the first that is spoken."""
    visitor = visitor_of(request)
    chosen = [visitor.language if visitor else "", request.cookies.get(LANGUAGE_COOKIE, "")]
    wanted = [*chosen, *accepted_languages(request.headers.get("accept-language", ""))]
    return negotiate_locale(wanted, spoken, sep="-") or spoken[0]


def accepted_languages(header: str) -> list[str]:
    """The languages of an Accept-Language header, the most wanted first."""
    weighed = []
    for place, part in enumerate(header.split(",")):
        tag, _, quality = part.strip().partition(";q=")
        weight = float(quality) if quality.replace(".", "", 1).isdigit() else 1.0
        weighed.append((-weight, place, tag))
    return [plain_code(tag) for _, _, tag in sorted(weighed) if tag]


CurrentReader = Annotated[Reader, Depends(reader_of)]
