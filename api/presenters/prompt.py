"""A prompt as the person reads it: what is asked, every way to answer, or the answer that was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alerts import texts
from alerts.actions.catalogue import TALK
from alerts.actions.offer import chosen, offered
from alerts.prompts.answers import BUSY_OFTEN
from alerts.prompts.text import FIRST_TAGS, QUESTIONS, SNOOZES, Snooze
from api.presenters.actions import grouped
from api.presenters.ratings import TAG_CHOICES
from api.presenters.words import ANSWERS
from hrv import Colour
from store.models import AnswerKind

if TYPE_CHECKING:
    from api.presenters.actions import ActionGroup
    from api.presenters.ratings import Choice
    from messages import Message
    from store.models import Prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptView:
    """One prompt. `answered` is empty while it is open; `busy_again` is said back when *just busy* keeps coming."""

    id: str
    question: str
    actions: tuple[ActionGroup, ...]
    first_tags: tuple[Choice, ...]
    more_tags: tuple[Choice, ...]
    snoozes: tuple[Snooze, ...]
    busy_again: Message | None
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
        busy_again=texts.BUSY_AGAIN() if said_busy and times_busy >= BUSY_OFTEN else None,
        answered=ANSWERS[answer.kind] if answer else "",
        chosen=grouped(chosen(answer.actions)) if answer else (),
        note=answer.note if answer else "",
    )
