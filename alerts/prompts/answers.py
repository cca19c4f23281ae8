"""What a person answers to a prompt: one answer counts, and a second one is harmless."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts import diary, texts
from alerts.actions.offer import chosen
from alerts.calendar import account_of, local_day, zone_of
from alerts.day_notes import Which, note_with_answer
from alerts.prompts.policy import POLICY
from alerts.prompts.text import OTHER, TAGS
from alerts.refusals import Refused
from hrv.tags import Tag
from store.models import AnswerKind

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from messages import Message
    from store import Record, Store
    from store.models import Answer
    from store.subjects import Employee


BUSY_WITHIN: Final = timedelta(days=120)
BUSY_OFTEN: Final = 2


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of an answer: whether it was the one that counts, and what to say back, if anything."""

    counted: bool
    sentence: Message | None = None


def answer(
    store: Store,
    *,
    person: Employee,
    prompt_id: str,
    answer: Answer,
    now: datetime,
    about: Which = Which.TODAY,
    work: Collection[str] = (),
) -> Answered:
    """Keep the person's answer to a prompt. It moves nothing and tells nobody.

    What may explain it is noted on the days that it is `about`, too, so that the light can take it into account.
    `work` is what today was about, for the person's own diary alone.

    A wish to talk needs a nurse to talk with: that is `workflow.ask(..., prompt_id=...)`, which answers the prompt too.
    """
    _check(answer)
    with store.begin(person, now=now) as record:
        counted = record.prompts.answer(prompt_id, answer)
        if counted:
            _tell_about(record, person, work)
            note_with_answer(record, person, [Tag(tag) for tag in answer.tags if tag != OTHER], which=about)
        often = answer.kind is AnswerKind.JUST_BUSY and times_busy(record, person) >= BUSY_OFTEN
        return Answered(counted, texts.BUSY_AGAIN() if often else None)


def snooze(store: Store, *, person: Employee, prompt_id: str, until: datetime, now: datetime) -> bool:
    """Be quiet about a prompt until a moment; False when it has been answered."""
    if not now < until <= now + POLICY.longest_snooze:
        raise Refused(texts.SNOOZE_AHEAD())
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


def _tell_about(record: Record, person: Employee, work: Collection[str]) -> None:
    """Today was about this as well: a diary's word of the person's own, which explains nothing to the program."""
    if not work:
        return
    today = local_day(record.now, zone=zone_of(account_of(record, person.person_id)))
    diary.tell_about(record, person=person, day=today, about=work)


def _check(answer: Answer) -> None:
    if answer.kind is AnswerKind.TALK:
        raise Refused(texts.CHOOSE_NURSE())
    if answer.kind is AnswerKind.ACTION and not answer.actions:
        raise Refused(texts.CHOOSE_ACTION())
    if not set(answer.tags) <= TAGS.keys():
        raise Refused(texts.UNKNOWN_TAG())
    chosen(answer.actions)
