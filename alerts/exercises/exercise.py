"""What an exercise is made of: steps with their time, and the places in it where something can be written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from store.models import MAY_BE_SHOWN

if TYPE_CHECKING:
    from messages import Text


class Feeling(StrEnum):
    """How somebody is just now; it chooses what is offered first and is never kept."""

    KEYED_UP = "keyed-up"
    FLAT = "flat"
    FULL_HEAD = "full-head"


class Shelf(StrEnum):
    """Where an exercise stands in the whole list."""

    BODY = "body"
    MOMENT = "moment"
    WRITTEN = "written"
    CARD = "card"


class BlankKind(StrEnum):
    """How a place to write looks."""

    LINE = "line"
    LINES = "lines"
    SCALE = "scale"
    TICKS = "ticks"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; `seconds` is None where it takes as long as it takes."""

    text: Text
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """One thing that can be ticked."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to write. Neighbours with the same `group` stand together."""

    name: str
    label: Text
    kind: BlankKind = BlankKind.LINES
    ticks: tuple[Tick, ...] = ()
    group: Text | None = None


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise or a tool.

    Attributes:
        gist: in one sentence, what one does.
        feelings: for whom it is offered among the first three.
        blanks: what can be written; empty where nothing is.
        breathe: it goes on with the pacer and the figure of *Breathe*.
    """

    key: str
    title: Text
    gist: Text
    shelf: Shelf
    steps: tuple[Step, ...]
    blanks: tuple[Blank, ...] = ()
    feelings: frozenset[Feeling] = frozenset()
    breathe: bool = False

    @property
    def seconds(self) -> int | None:
        """How long the steps with a time take; None where no step has one."""
        known = [step.seconds for step in self.steps if step.seconds is not None]
        return sum(known) if known else None

    @property
    def can_be_shown(self) -> bool:
        """Whether the person may show what they wrote to a nurse, one piece at a time."""
        return self.key in MAY_BE_SHOWN

    @property
    def is_for_others(self) -> bool:
        """Whether it is written to be read by somebody else, on the person's own screen or on paper."""
        return self.can_be_shown or (self.shelf is Shelf.CARD and bool(self.blanks))
