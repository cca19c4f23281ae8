"""Pages: Jinja2 templates in the reader's language, with the reader's own navigation."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from babel.dates import format_date, format_datetime, format_skeleton, format_time, format_timedelta
from babel.numbers import format_decimal
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context

from api.navigation.menus import Item, navigation_for
from api.readers import reader_of
from api.visitor import visitor_of
from messages import Message, Reader, sentence
from messages.catalogues import own_name, translations

if TYPE_CHECKING:
    from jinja2.runtime import Context
    from starlette.requests import Request

    from api.assets import Assets

TEXTS_KEPT: Final = 10_000
"""Dates and numbers that were written before: a year of days holds a thousand, and many are alike."""

TEMPLATES: Final = Path(__file__).parent / "templates"


def render(request: Request, name: str, *, status: int = HTTPStatus.OK, **context: object) -> HTMLResponse:
    """The template as a page for whoever is asking.

    Besides the given context every template knows `request`, `path`, `viewer` (None when signed out), `navigation`,
    `language`, `languages`, `locale`, `zone` and `demo`, and the filters `date`, `day`, `time`, `datetime`, `span` and
    `number`.
    """
    pages: Pages = request.app.state.context.pages
    text = pages.text(request, name, {"status": status, **context})
    return HTMLResponse(text, status, headers={"Content-Language": reader_of(request).language})


READER: Final[ContextVar[Reader]] = ContextVar("reader")
"""For whom a page is drawn: the filters need it even in macros, which do not see the page's context."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The templates, once per language."""

    assets: Assets
    demo: bool

    def text(self, request: Request, name: str, context: dict[str, Any]) -> str:
        """The filled template."""
        reader = reader_of(request)
        template = environment(reader.language, self.assets).get_template(name)
        token = READER.set(reader)
        try:
            return template.render(self._shared(request, reader) | context)
        finally:
            READER.reset(token)

    def _shared(self, request: Request, reader: Reader) -> dict[str, Any]:
        visitor = visitor_of(request)
        path = request.url.path
        gettext = translations(reader.language).gettext
        navigation: tuple[Item, ...] = navigation_for(visitor, path=path, gettext=gettext)
        return {
            "request": request,
            "path": path,
            "viewer": visitor,
            "navigation": navigation,
            "language": reader.language,
            "languages": {code: own_name(code) for code in request.app.state.context.settings.languages},
            "locale": reader.locale.replace("_", "-"),
            "zone": reader.zone,
            "demo": self.demo,
        }


@cache
def environment(language: str, assets: Assets) -> Environment:
    """The Jinja2 environment of a language: everything escaped, nothing undefined overlooked."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]  # added by the i18n extension
    made.globals["asset_tags"] = assets.tags
    made.globals["_"] = _said
    made.filters.update(date=_date, day=_day, time=_time, datetime=_datetime, span=_span, number=_number)
    return made


@pass_context
def _said(context: Context, what: str | Message, **places: object) -> str:
    """A message, or a text that was marked with `N_`, in the reader's language; the templates call it `_`."""
    if isinstance(what, Message):
        return sentence(what, READER.get())
    if not places:
        return _text(what, READER.get().language)
    return str(context.call(context.resolve("gettext"), what, **places))


@lru_cache(TEXTS_KEPT)
def _text(text: str, language: str) -> str:
    """A text without places; its per cent signs are written twice, as everywhere."""
    return translations(language).gettext(text) % {}


def _date(value: date, form: str = "medium") -> str:
    reader = READER.get()
    day = value.astimezone(reader.zone).date() if isinstance(value, datetime) else value
    return _date_text(day, form, reader.locale)


@lru_cache(TEXTS_KEPT)
def _date_text(day: date, form: str, locale: str) -> str:
    return format_date(day, form, locale=locale)


def _day(value: date) -> str:
    """A day of this year: month and day alone."""
    return format_skeleton("MMMMd", value, locale=READER.get().locale)


def _time(value: datetime, form: str = "short") -> str:
    reader = READER.get()
    return format_time(value, form, tzinfo=reader.zone, locale=reader.locale)


def _datetime(value: datetime, form: str = "medium") -> str:
    reader = READER.get()
    return format_datetime(value, form, tzinfo=reader.zone, locale=reader.locale)


def _span(value: timedelta) -> str:
    return format_timedelta(abs(value), granularity="second", threshold=1, locale=READER.get().locale)


def _number(value: float | Decimal, form: str | None = None) -> str:
    return _number_text(_rounded(value, form), form, READER.get().locale)


def _rounded(value: float | Decimal, form: str | None) -> float | Decimal:
    """To as many decimals as the form has, before it is written: so many numbers are alike, and written once."""
    if form == "0":
        return round(value)
    return Decimal(str(value)).quantize(Decimal(form)) if form == "0.0" else value


@lru_cache(TEXTS_KEPT)
def _number_text(value: float | Decimal, form: str | None, locale: str) -> str:
    return format_decimal(value, form, locale=locale)
