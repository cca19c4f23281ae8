"""*When you are asked*: the hours, the days and the rhythm in which prompts may reach a person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import get_day_names
from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from alerts.calendar import account_of
from alerts.leave import with_away
from alerts.prompts.asking_days import countries, country_of
from alerts.prompts.policy import NO_WISHES, POLICY
from alerts.refusals import Refused
from api import texts
from api.pages.visit import EmployeesVisit, Visit, see
from messages import Message
from store.models import DAYS_OF_A_WEEK, Away, PromptWishes

if TYPE_CHECKING:
    from store import Record
    from store.subjects import Employee

router = APIRouter(prefix="/account/asking", include_in_schema=False, default_response_class=HTMLResponse)

OF_THE_TIME_ZONE: Final = "time-zone"
AS_IT_HAPPENS: Final = "as-it-happens"

Short = Annotated[str, Field(max_length=64)]


class Filled(BaseModel):
    """The form as it stands on the page, or as it came back."""

    time_zone: Short = ""
    quiet_from: Short = ""
    quiet_until: Short = ""
    quiet_weekdays: tuple[Short, ...] = ()
    holidays_of: Short = OF_THE_TIME_ZONE
    away_first: Short = ""
    away_last: Short = ""
    rhythm: Short = AS_IT_HAPPENS


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen, in the reader's language; the two long lists hold only what is chosen, unless asked for."""

    lists: bool
    weekdays: tuple[tuple[str, str], ...]
    countries: tuple[tuple[str, str], ...]
    time_zones: tuple[str, ...]
    own_country: str
    most: int
    per_days: int


@router.get("")
def asking_page(visit: EmployeesVisit, *, done: bool = False, lists: bool = False) -> HTMLResponse:
    """What holds now, and the form; with the `lists` of all countries and time zones when they are asked for."""
    with visit.reading() as record:
        filled = _as_it_stands(record, visit.subject)
    return _page(visit, filled, lists=lists, done=texts.WISHES_SAVED() if done else None)


@router.post("")
def save(visit: EmployeesVisit, filled: Annotated[Filled, Form()]) -> Response:
    """Keep what the person wishes."""
    try:
        wishes, time_zone = _wishes(filled), _time_zone(filled.time_zone)
    except Refused as no:
        return _page(visit, filled, refused=no.message)
    with visit.changing() as record:
        account = account_of(record, visit.subject.person_id)
        before = record.wishes.of(account.id) or NO_WISHES
        kept = with_away(replace(wishes, away=before.away, been_away=before.been_away), wishes.away, today=visit.today)
        record.wishes.set(account.id, kept)
        if account.time_zone != time_zone:
            record.accounts.set_preferences(account.id, language=account.language, time_zone=time_zone)
    return see("/account/asking?done=true")


def _page(
    visit: Visit[Employee],
    filled: Filled,
    *,
    lists: bool = False,
    done: Message | None = None,
    refused: Message | None = None,
) -> HTMLResponse:
    choices = _choices(visit, filled, lists=lists)
    return visit.page("employee/asking.html", refused=refused, done=done, filled=filled, choices=choices)


def _as_it_stands(record: Record, person: Employee) -> Filled:
    wishes = record.wishes.of(person.person_id) or NO_WISHES
    return Filled(
        time_zone=account_of(record, person.person_id).time_zone,
        quiet_from=f"{wishes.quiet_from:%H:%M}",
        quiet_until=f"{wishes.quiet_until:%H:%M}",
        quiet_weekdays=tuple(str(weekday) for weekday in sorted(wishes.quiet_weekdays)),
        holidays_of=OF_THE_TIME_ZONE if wishes.holidays_of is None else wishes.holidays_of,
        away_first=wishes.away.first.isoformat() if wishes.away else "",
        away_last=wishes.away.last.isoformat() if wishes.away and wishes.away.last else "",
        rhythm=AS_IT_HAPPENS if wishes.digest_on is None else str(wishes.digest_on),
    )


def _wishes(filled: Filled) -> PromptWishes:
    """What the filled form says; raises `Refused` for what cannot be kept."""
    quiet_weekdays = frozenset(_weekday(each) for each in filled.quiet_weekdays)
    digest_on = None if filled.rhythm == AS_IT_HAPPENS else _weekday(filled.rhythm)
    if not quiet_weekdays < DAYS_OF_A_WEEK:
        raise Refused(texts.LEAVE_A_DAY())
    if digest_on in quiet_weekdays:
        raise Refused(texts.NOT_A_QUIET_DAY())
    return PromptWishes(
        quiet_from=_hour(filled.quiet_from),
        quiet_until=_hour(filled.quiet_until),
        quiet_weekdays=quiet_weekdays,
        holidays_of=_country(filled.holidays_of),
        away=_away(filled.away_first, filled.away_last),
        digest_on=digest_on,
    )


def _weekday(text: str) -> int:
    if text not in map(str, DAYS_OF_A_WEEK):
        raise Refused(texts.CHOOSE_FROM_LISTS())
    return int(text)


def _hour(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise Refused(texts.CHOOSE_HOURS()) from error


def _country(text: str) -> str | None:
    if text == OF_THE_TIME_ZONE:
        return None
    if text and text not in countries():
        raise Refused(texts.CHOOSE_FROM_LISTS())
    return text


def _time_zone(text: str) -> str:
    if text not in _time_zones():
        raise Refused(texts.CHOOSE_FROM_LISTS())
    return text


def _away(first: str, last: str) -> Away | None:
    if not first and not last:
        return None
    try:
        begins, ends = date.fromisoformat(first), date.fromisoformat(last) if last else None
    except ValueError as error:
        raise Refused(texts.FIRST_DAY()) from error
    if ends is not None and begins > ends:
        raise Refused(texts.LAST_AFTER_FIRST())
    return Away(begins, ends)


def _choices(visit: Visit[Employee], filled: Filled, *, lists: bool) -> Choices:
    locale = Locale.parse(visit.reader.locale)
    names = {code: locale.territories.get(code, code) for code in countries()}
    own = country_of(ZoneInfo(visit.zone.key))
    listed = names if lists else {code: name for code, name in names.items() if code == filled.holidays_of}
    return Choices(
        lists=lists,
        weekdays=tuple((str(day), name) for day, name in sorted(get_day_names("wide", locale=locale).items())),
        countries=tuple(sorted(listed.items(), key=lambda pair: pair[1])),
        time_zones=_time_zones() if lists else (filled.time_zone,),
        own_country=names.get(own, ""),
        most=POLICY.most,
        per_days=POLICY.per.days,
    )


def _time_zones() -> tuple[str, ...]:
    places = (name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return ("UTC", *sorted(places))
