"""What everybody may read, signed in or not: numbers to call, kept for offline days, and *Help*."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from babel import Locale
from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from alerts.exercises.catalogue import BY_KEY
from alerts.prompts.asking_days import country_of
from api.auth.subject import MaybeVisitor, visitor_at_the_door
from api.context import Context
from api.help_lines import by_country
from api.pages.everybody.offline import SAME_FOR_EVERYBODY
from api.readers import reader_of
from api.rendering import render

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/call")
def call_page(request: Request, context: Context, visitor: MaybeVisitor) -> HTMLResponse:
    """The numbers of the visitor's country first, then those of the others."""
    settings = context.settings
    zone = ZoneInfo(visitor.time_zone if visitor else settings.time_zone)
    countries = by_country(settings.help_lines, first=country_of(zone))
    names = Locale.parse(reader_of(request).locale).territories
    page = render(request, "everybody/call.html", countries=countries, names=names, own_line=settings.own_help_line)
    if visitor is None:
        page.headers.update(SAME_FOR_EVERYBODY)
    return page


@router.get("/help", dependencies=[Depends(visitor_at_the_door)])
def help_page(request: Request) -> HTMLResponse:
    """What the colours mean, how to measure, talk and stop, and who sees what.

    It holds nothing of anybody; who is signed in finds their own navigation on it.
    """
    written = [each for each in BY_KEY.values() if each.blanks]
    return render(
        request,
        "everybody/help.html",
        may_be_shown=[each for each in written if each.can_be_shown],
        never_shown=[each for each in written if not each.can_be_shown],
    )
