"""Things one can do, as a page lists them: by where something changes, leader and workplace first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from api.presenters.words import EVIDENCE, LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alerts.actions.catalogue import Action
    from alerts.actions.logik import Level


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One suggestion, how to go about it, and how well it is known to help."""

    key: str
    title: str
    how: str
    evidence: str


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
        ActionGroup(level, LEVELS[level], tuple(map(_line, of_level)))
        for level, of_level in groupby(in_order, key=lambda action: action.level)
    )


def _line(action: Action) -> ActionLine:
    return ActionLine(action.key, action.title, action.how, EVIDENCE[action.evidence])
