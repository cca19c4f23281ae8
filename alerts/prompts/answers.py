"""What a person answers to a prompt: one answer counts, and a second one is harmless."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alerts.actions.offer import chosen
from alerts.day_notes import Which, note_with_answer
from alerts.prompts.policy import POLICY
from alerts.refusals import Refused
from hrv.tags import Tag
from messages.message import N_
from store.models import AnswerKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from store import Record, Store
    from store.models import Answer
    from store.subjects import Employee

OTHER: Final = "other"
TAGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Tag.POOR_SLEEP: N_("Slept badly"),
        Tag.ILLNESS: N_("A cold, fever or other illness"),
        Tag.ALCOHOL: N_("Alcohol the evening before"),
        Tag.LATE_TRAINING: N_("Hard training late in the day"),
        Tag.TRAVEL: N_("Travel"),
        Tag.MENSTRUAL_PHASE: N_("Phase of the menstrual cycle"),
        Tag.VACCINATION: N_("A vaccination"),
        Tag.MEDICATION: N_("New or changed medicine"),
        Tag.PREGNANCY: N_("Pregnancy"),
        Tag.PACEMAKER: N_("A pacemaker"),
        Tag.SHIFT_PATTERN: N_("Other working hours or shifts"),
        OTHER: N_("Something else"),
    }
)
"""What may explain a change, in the order in which it is offered; the first six at once, the rest under *more*."""

BUSY_WITHIN: Final = timedelta(days=120)
BUSY_OFTEN: Final = 2
BUSY_AGAIN: Final = N_(
    "You have said this a few times in the last months. Being busy passes with the task; when it does not, it is worth "
    "talking about, with your leader, a colleague or the nurse.",
)


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of an answer: whether it was the one that counts, and a sentence to show back, if any."""

    counted: bool
    sentence: str | None = None


def answer(
    store: Store, *, person: Employee, prompt_id: str, answer: Answer, now: datetime, about: Which = Which.TODAY
) -> Answered:
    """Keep the person's answer to a prompt. It moves nothing and tells nobody.

    What may explain it is noted on the days that it is `about`, too, so that the light can take it into account.

    A wish to talk needs a nurse to talk with: that is `workflow.ask(..., prompt_id=...)`, which answers the prompt too.
    """
    _check(answer)
    with store.begin(person, now=now) as record:
        counted = record.prompts.answer(prompt_id, answer)
        if counted:
            note_with_answer(record, person, [Tag(tag) for tag in answer.tags if tag != OTHER], which=about)
        often = answer.kind is AnswerKind.JUST_BUSY and times_busy(record, person) >= BUSY_OFTEN
        return Answered(counted, BUSY_AGAIN if often else None)


def snooze(store: Store, *, person: Employee, prompt_id: str, until: datetime, now: datetime) -> bool:
    """Be quiet about a prompt until a moment; False when it has been answered."""
    if not now < until <= now + POLICY.longest_snooze:
        raise Refused(N_("Choose a time that lies ahead, at most thirty days from now."))
    with store.begin(person, now=now) as record:
        return record.prompts.snooze(prompt_id, until=until)


def times_busy(record: Record, person: Employee) -> int:
    """How often the person answered "just busy" lately."""
    since = record.now - BUSY_WITHIN
    return sum(
        prompt.answer is not None
        and prompt.answer.kind is AnswerKind.JUST_BUSY
        and prompt.answered_at is not None
        and prompt.answered_at > since
        for prompt in record.prompts.list(person.person_id)
    )


def _check(answer: Answer) -> None:
    if answer.kind is AnswerKind.TALK:
        raise Refused(N_("Choose the nurse you would like to talk to, and ask from there."))
    if answer.kind is AnswerKind.ACTION and not answer.actions:
        raise Refused(N_("Choose at least one thing you would like to try."))
    if not set(answer.tags) <= TAGS.keys():
        raise Refused(N_("One of the explanations is not in the list. Reload the page and choose again."))
    chosen(answer.actions)
