"""A prompt as the person reads it: what is asked, every way to answer, or the answer that was given."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alerts.actions.catalogue import TALK
from alerts.actions.offer import chosen, offered
from alerts.prompts.answers import BUSY_AGAIN, BUSY_OFTEN
from api.presenters.actions import grouped
from api.presenters.ratings import TAG_CHOICES
from api.presenters.words import ANSWERS
from hrv import Colour
from messages.message import N_
from store.models import AnswerKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.presenters.actions import ActionGroup
    from api.presenters.ratings import Choice
    from store.models import Prompt

QUESTIONS: Final[Mapping[Colour, str]] = MappingProxyType(
    {
        Colour.GREEN: N_("You are back within your usual range. Is there something worth keeping?"),
        Colour.YELLOW: N_("It has been lower than usual for some days. What fits best?"),
        Colour.RED: N_("It has been clearly lower than usual for some time. What fits best?"),
        Colour.GREY: N_("How are things?"),
    }
)
FIRST_TAGS: Final = 6


@dataclass(frozen=True, slots=True)
class Snooze:
    """A time to be left alone."""

    days: int
    text: str


SNOOZES: Final = (Snooze(3, N_("in three days")), Snooze(7, N_("in a week")), Snooze(14, N_("in two weeks")))


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptView:
    """One prompt. `answered` is empty while it is open; `busy_again` is said back when *just busy* keeps coming."""

    id: str
    question: str
    actions: tuple[ActionGroup, ...]
    first_tags: tuple[Choice, ...]
    more_tags: tuple[Choice, ...]
    snoozes: tuple[Snooze, ...]
    busy_again: str
    answered: str
    chosen: tuple[ActionGroup, ...]
    note: str


def prompt_view(prompt: Prompt, *, times_busy: int) -> PromptView:
    """The prompt, with how often the person answered *just busy* lately."""
    colour, answer = Colour(prompt.content.colour), prompt.answer
    said_busy = answer is None or answer.kind is AnswerKind.JUST_BUSY
    return PromptView(
        id=prompt.id,
        question=QUESTIONS[colour],
        actions=grouped(action for action in offered(colour) if action is not TALK),
        first_tags=TAG_CHOICES[:FIRST_TAGS],
        more_tags=TAG_CHOICES[FIRST_TAGS:],
        snoozes=SNOOZES,
        busy_again=BUSY_AGAIN if said_busy and times_busy >= BUSY_OFTEN else "",
        answered=ANSWERS[answer.kind] if answer else "",
        chosen=grouped(chosen(answer.actions)) if answer else (),
        note=answer.note if answer else "",
    )
