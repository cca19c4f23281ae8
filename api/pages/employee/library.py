"""*Things you can do*: the whole library with a search, and the doors for what no exercise is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from alerts.actions.catalogue import CATALOGUE
from alerts.actions.logik import Level
from alerts.prompts.asking_days import country_of
from api.help_lines import inspectorates_for
from api.pages.visit import EmployeesVisit
from api.presenters.actions import grouped
from api.presenters.words import LEVELS
from hrv import Colour
from messages.catalogues import translations

if TYPE_CHECKING:
    from alerts.actions.catalogue import Action

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

COLOURS: Final = (Colour.GREEN, Colour.YELLOW, Colour.RED)
Words = Annotated[str, Query(max_length=100)]


@router.get("/actions")
def library(
    visit: EmployeesVisit, *, level: Level | Literal[""] = "", colour: Colour | Literal[""] = "", q: Words = ""
) -> HTMLResponse:
    """What fits the chosen level and light, and holds every word that was typed, in the reader's language."""
    found = [
        action
        for action in CATALOGUE
        if level in {"", action.level} and (not colour or colour in action.colours) and _holds(action, q, visit)
    ]
    return visit.page(
        "employee/library.html",
        groups=grouped(found),
        levels=LEVELS,
        colours=COLOURS,
        chosen={"level": level, "colour": colour, "q": q},
    )


@router.get("/other-doors")
def other_doors(visit: EmployeesVisit) -> HTMLResponse:
    """Where to turn with bullying, threats or violence: no exercise, no light, and nobody counts who came."""
    inspectorates = inspectorates_for(country_of(visit.zone))
    return visit.page("employee/other_doors.html", inspectorates=inspectorates)


def _holds(action: Action, words: str, visit: EmployeesVisit) -> bool:
    gettext = translations(visit.reader.language).gettext
    text = f"{gettext(action.title)} {gettext(action.how)}".casefold()
    return all(word in text for word in words.casefold().split())
