"""Prompts: at most one after each flip, delivered once, answered once."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select, true, update

from hrv.sentences_as_data import REASONS
from store.access.readable import Readers
from store.crypto.keys import SealedPlace
from store.models.lights import Answer, AnswerKind, FlipToFollow, Prompt, PromptContent, PromptToDeliver
from store.repositories.base import Repository, new_id, read_as, require
from store.subjects import Engine
from store.tables import flips, prompts

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from store.repositories.base import AnyRow, AnySelect


class Prompts(Repository):
    """Between the program and the person; no other human reads a prompt or its answer."""

    readers = Readers(engine=True)

    def flips_to_follow(self, *, limit: int) -> tuple[FlipToFollow, ...]:
        """Flips for which nobody has decided yet what follows, oldest first."""
        if not isinstance(self._subject, Engine):
            return ()
        fields = select(flips.c.id, flips.c.person_id, flips.c.revision).where(flips.c.prompted_at.is_(None))
        rows = self._all(fields.order_by(flips.c.flipped_at, flips.c.revision, flips.c.id).limit(limit))
        return tuple(read_as(FlipToFollow, row) for row in rows)

    def create_for_flip(self, flip_id: str, *, due_at: datetime, content: PromptContent) -> Prompt | None:
        """The one prompt of a flip; None when somebody else was there first."""
        person_id = self._follow(flip_id)
        if person_id is None:
            return None
        prompt_id = new_id()
        sealed = self._vault.seal_json(asdict(content), _place("content", person_id, prompt_id))
        facts = {"id": prompt_id, "flip_id": flip_id, "person_id": person_id, "due_at": due_at}
        self._connection.execute(insert(prompts).values(**facts, created_at=self._now, content=sealed))
        return Prompt(
            **facts,  # type: ignore[arg-type] # the facts above, under the same names
            delivered_at=None,
            snoozed_until=None,
            answered_at=None,
            superseded_at=None,
            content=content,
            answer=None,
        )

    def pass_over(self, flip_id: str) -> bool:
        """Decide that no prompt follows a flip; False when somebody else decided first."""
        return self._follow(flip_id) is not None

    def due(self, *, limit: int) -> tuple[PromptToDeliver, ...]:
        """Prompts whose hour has come, that were not delivered yet and still say what is true, oldest first."""
        if not isinstance(self._subject, Engine):
            return ()
        fields = select(prompts.c.id, prompts.c.person_id, prompts.c.due_at)
        waiting = fields.where(self._is_waiting(), prompts.c.due_at <= self._now)
        rows = self._all(waiting.order_by(prompts.c.due_at, prompts.c.id).limit(limit))
        return tuple(PromptToDeliver(row.id, row.person_id, row.due_at) for row in rows)

    def deliver(self, prompt_id: str) -> bool:
        """Put a due prompt before the person; True for exactly one of those who try."""
        statement = update(prompts).where(prompts.c.id == prompt_id, self._is_waiting())
        return isinstance(self._subject, Engine) and self._changed(statement.values(delivered_at=self._now))

    def put_off(self, prompt_id: str, *, due_at: datetime) -> bool:
        """Deliver a prompt later than was meant; False when it was delivered already."""
        statement = update(prompts).where(prompts.c.id == prompt_id, self._is_waiting())
        return isinstance(self._subject, Engine) and self._changed(statement.values(due_at=due_at))

    def supersede(self, prompt_id: str) -> bool:
        """Let another prompt take the place of one that nobody answered; False when it was answered already."""
        statement = update(prompts).where(
            prompts.c.id == prompt_id, prompts.c.answered_at.is_(None), prompts.c.superseded_at.is_(None)
        )
        return isinstance(self._subject, Engine) and self._changed(statement.values(superseded_at=self._now))

    def undelivered(self, person_id: str) -> tuple[Prompt, ...]:
        """What was not delivered to a person yet, in the order in which it is due; for the program."""
        if not isinstance(self._subject, Engine):
            return ()
        statement = self._prompts().where(prompts.c.person_id == person_id, self._is_waiting())
        return tuple(self._prompt(row) for row in self._all(statement.order_by(prompts.c.due_at, prompts.c.id)))

    def get(self, prompt_id: str) -> Prompt | None:
        """One prompt."""
        row = self._one(self._prompts().where(prompts.c.id == prompt_id))
        return None if row is None else self._prompt(row)

    def list(self, person_id: str, *, undelivered_too: bool = False) -> tuple[Prompt, ...]:
        """Every prompt that was delivered to a person, newest first; perhaps those that were not, too."""
        delivered = true() if undelivered_too else prompts.c.delivered_at.is_not(None)
        statement = self._prompts().where(prompts.c.person_id == person_id, delivered)
        rows = self._all(statement.order_by(prompts.c.delivered_at.desc(), prompts.c.id))
        return tuple(self._prompt(row) for row in rows)

    def open_for(self, person_id: str) -> tuple[Prompt, ...]:
        """What waits for the person's answer now: delivered, not answered, not snoozed; oldest first."""
        awake = or_(prompts.c.snoozed_until.is_(None), prompts.c.snoozed_until <= self._now)
        statement = self._prompts().where(prompts.c.person_id == person_id, self._is_unanswered(), awake)
        return tuple(self._prompt(row) for row in self._all(statement.order_by(prompts.c.delivered_at, prompts.c.id)))

    def answer(self, prompt_id: str, answer: Answer) -> bool:
        """Keep the person's answer; the first one counts, a second one is False."""
        row = self._own(prompt_id)
        if row is None:
            return False
        sealed = self._vault.seal_json(asdict(answer), _place("answer", row.person_id, prompt_id))
        statement = update(prompts).where(prompts.c.id == prompt_id, self._is_unanswered())
        return self._changed(statement.values(answered_at=self._now, answer=sealed))

    def snooze(self, prompt_id: str, *, until: datetime) -> bool:
        """Be quiet about a prompt until then; False when it was answered already or is not the subject's."""
        if self._own(prompt_id) is None:
            return False
        statement = update(prompts).where(prompts.c.id == prompt_id, self._is_unanswered())
        return self._changed(statement.values(snoozed_until=until))

    def _follow(self, flip_id: str) -> str | None:
        """Claim a flip by compare-and-set; whose it is, or None when it was claimed before."""
        require(isinstance(self._subject, Engine))
        claim = update(flips).where(flips.c.id == flip_id, flips.c.prompted_at.is_(None)).values(prompted_at=self._now)
        row = self._one(claim.returning(flips.c.person_id))
        return None if row is None else str(row.person_id)

    def _prompts(self) -> AnySelect:
        return select(prompts).where(self._readable(prompts.c.person_id))

    def _own(self, prompt_id: str) -> AnyRow | None:
        row = self._one(select(prompts.c.person_id).where(prompts.c.id == prompt_id))
        return row if row is not None and self._is_person(row.person_id) else None

    def _is_waiting(self) -> ColumnElement[bool]:
        return prompts.c.delivered_at.is_(None) & prompts.c.superseded_at.is_(None)

    def _is_unanswered(self) -> ColumnElement[bool]:
        delivered = prompts.c.delivered_at.is_not(None) & prompts.c.superseded_at.is_(None)
        return delivered & prompts.c.answered_at.is_(None)

    def _prompt(self, row: AnyRow) -> Prompt:
        return Prompt(
            id=row.id,
            person_id=row.person_id,
            flip_id=row.flip_id,
            due_at=row.due_at,
            delivered_at=row.delivered_at,
            snoozed_until=row.snoozed_until,
            answered_at=row.answered_at,
            superseded_at=row.superseded_at,
            content=_content(self._vault.open_json(row.content, _place("content", row.person_id, row.id))),
            answer=None
            if row.answer is None
            else _answer(self._vault.open_json(row.answer, _place("answer", row.person_id, row.id))),
        )


def _content(stored: dict[str, Any]) -> PromptContent:
    reason = REASONS.get(stored["reason"], stored["reason"])  # a sentence until `pulsro migrate` has sealed it again
    return PromptContent(stored["colour"], reason, tuple(stored["actions"]))


def _answer(stored: dict[str, Any]) -> Answer:
    return Answer(AnswerKind(stored["kind"]), tuple(stored["actions"]), tuple(stored["tags"]), stored["note"])


def _place(column: str, person_id: str, row_id: str) -> SealedPlace:
    return SealedPlace("prompts", column, person_id, row_id)
