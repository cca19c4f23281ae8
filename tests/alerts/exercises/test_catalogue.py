from __future__ import annotations

import pytest

from alerts.actions.catalogue import CATALOGUE
from alerts.exercises.catalogue import BY_KEY, EXERCISES, TOOLS, offered
from alerts.exercises.exercise import Feeling, Shelf


def test_all_eighteen_and_the_tools_have_a_key_of_their_own():
    assert (len(EXERCISES), len(BY_KEY)) == (18, len(EXERCISES) + len(TOOLS))


@pytest.mark.parametrize("feeling", list(Feeling))
def test_each_way_to_feel_offers_three(feeling):
    assert len(offered(feeling)) == 3


def test_keyed_up_begins_with_the_body():
    assert offered(Feeling.KEYED_UP)[0].shelf is Shelf.BODY
    assert all(each.blanks == () for each in offered(Feeling.KEYED_UP))


def test_only_stop_card_and_plan_step_can_be_shown():
    assert {each.key for each in BY_KEY.values() if each.can_be_shown} == {"stop-card", "plan-step"}


def test_every_exercise_of_an_action_exists():
    assert {action.exercise for action in CATALOGUE} - {""} <= BY_KEY.keys()


def test_places_to_write_have_names_of_their_own():
    for each in BY_KEY.values():
        names = [blank.name for blank in each.blanks]
        assert len(names) == len(set(names)), each.key
