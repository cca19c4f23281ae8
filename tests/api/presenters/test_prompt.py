from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alerts.prompts.answers import BUSY_OFTEN
from alerts.prompts.text import QUESTIONS, TAGS
from alerts.texts import BUSY_AGAIN
from api.presenters.prompt import prompt_view
from hrv import Colour
from store.models import Answer, AnswerKind, Prompt, PromptContent

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def prompt(answer=None, colour="yellow"):
    return Prompt(
        id="q",
        person_id="p",
        flip_id="f",
        due_at=NOW,
        delivered_at=NOW,
        snoozed_until=None,
        answered_at=None if answer is None else NOW,
        superseded_at=None,
        content=PromptContent(colour, "reason", ()),
        answer=answer,
    )


def test_busy_remark_appears_only_when_repeated():
    assert prompt_view(prompt(), times_busy=BUSY_OFTEN - 1).busy_again is None
    assert prompt_view(prompt(), times_busy=BUSY_OFTEN).busy_again == BUSY_AGAIN()


def test_other_answers_get_no_reminder_of_being_busy():
    assert prompt_view(prompt(Answer(AnswerKind.NOT_NOW)), times_busy=9).busy_again is None


def test_an_open_prompt_has_no_answer():
    view = prompt_view(prompt(), times_busy=0)
    assert (view.answered, view.chosen, view.note) == ("", (), "")


def test_every_explanation_is_offered_once_the_usual_ones_first():
    view = prompt_view(prompt(), times_busy=0)
    assert [tag.key for tag in (*view.first_tags, *view.more_tags)] == list(TAGS)


@pytest.mark.parametrize("colour", Colour)
def test_every_colour_has_a_prompt_question(colour):
    assert prompt_view(prompt(colour=colour), times_busy=0).question == QUESTIONS[colour]
