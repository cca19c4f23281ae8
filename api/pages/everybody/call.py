"""What everybody may read, signed in or not: numbers to call, kept for offline days, and *Help*."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from babel import Locale
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from alerts.prompts.asking_days import country_of
from api.auth.subject import MaybeVisitor
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


@router.get("/help")
def help_page(request: Request) -> HTMLResponse:
    """What heart-rate variability is, how the light decides, and who sees what; it holds nothing of anybody."""
    return render(request, "everybody/help.html")
