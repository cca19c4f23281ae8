"""Things one can do, as a page lists them: actions by where something changes, exercises by how one feels."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from alerts.exercises.catalogue import EXERCISES, TOOLS, offered
from alerts.exercises.exercise import Feeling, Shelf
from api.presenters.words import EVIDENCE, LEVELS
from messages import define, define_plural
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alerts.actions.catalogue import Action
    from alerts.actions.logik import Level
    from alerts.exercises.exercise import Exercise
    from messages import Message

MINUTE_S: Final = 60
UNDER_A_MINUTE: Final = define_plural("exercises.seconds", "%(n)s second", "%(n)s seconds")
MINUTES: Final = define_plural("exercises.minutes", "about %(n)s minute", "about %(n)s minutes")
OWN_TIME: Final = define("exercises.own_time", "at your own pace")


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One suggestion, how to go about it, and how well it is known to help."""

    key: str
    title: str
    how: str
    evidence: str
    exercise: str
    """The key of what can be done in place, or nothing."""


@dataclass(frozen=True, slots=True)
class ActionGroup:
    """The suggestions at one level."""

    level: Level
    title: str
    actions: tuple[ActionLine, ...]


def grouped(actions: Iterable[Action]) -> tuple[ActionGroup, ...]:
    """The actions by level, in LOGIK order whatever order they came in."""
    in_order = sorted(actions, key=lambda action: action.level.rank)
    return tuple(
        ActionGroup(level, LEVELS[level], tuple(map(action_line, of_level)))
        for level, of_level in groupby(in_order, key=lambda action: action.level)
    )


def action_line(action: Action) -> ActionLine:
    """One suggestion by itself."""
    return ActionLine(action.key, action.title, action.how, EVIDENCE[action.evidence], action.exercise)


@dataclass(frozen=True, slots=True)
class Shown:
    """Exercises under a heading."""

    key: str
    title: str
    hint: str
    exercises: tuple[Exercise, ...]


OFFERS: Final = (
    Shown(Feeling.KEYED_UP, N_("I am keyed up"), N_("Start with the body."), offered(Feeling.KEYED_UP)),
    Shown(Feeling.FLAT, N_("I feel flat"), N_("Something small that gives you strength."), offered(Feeling.FLAT)),
    Shown(
        Feeling.FULL_HEAD, N_("My head is full"), N_("Sort your thoughts, and let some go."), offered(Feeling.FULL_HEAD)
    ),
)
_HEADINGS: Final = {
    Shelf.BODY: N_("With the body and the breath"),
    Shelf.MOMENT: N_("For a moment of the day"),
    Shelf.WRITTEN: N_("With pen and paper"),
    Shelf.CARD: N_("With others"),
}
SHELVES: Final = tuple(
    Shown(shelf, heading, "", tuple(each for each in (*EXERCISES, *TOOLS) if each.shelf is shelf))
    for shelf, heading in _HEADINGS.items()
)


def length(exercise: Exercise) -> Message:
    """How long it takes, in words."""
    if exercise.seconds is None:
        return OWN_TIME()
    if exercise.seconds < MINUTE_S:
        return UNDER_A_MINUTE(n=exercise.seconds)
    return MINUTES(n=round(exercise.seconds / MINUTE_S))
