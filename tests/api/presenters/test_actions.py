from __future__ import annotations

from random import Random

import pytest

from alerts.actions.catalogue import CATALOGUE, Evidence
from alerts.actions.logik import Level
from alerts.actions.offer import offered
from api.presenters.actions import grouped
from api.presenters.words import EVIDENCE, LEVELS, PLAN_LEVELS
from hrv import Colour
from store.models import PlanLevel


def test_action_groups_follow_the_order_of_levels():
    shuffled = list(CATALOGUE)
    Random(3).shuffle(shuffled)
    assert [group.level for group in grouped(shuffled)] == list(Level)


def test_every_action_is_shown_once():
    shown = [action.key for group in grouped(CATALOGUE) for action in group.actions]
    assert sorted(shown) == sorted(action.key for action in CATALOGUE)


@pytest.mark.parametrize("colour", [Colour.GREEN, Colour.YELLOW, Colour.RED])
def test_every_colour_offers_actions_around_the_person(colour):
    assert {Level.LEADER, Level.ORGANISATION, Level.GROUP} <= {group.level for group in grouped(offered(colour))}


def test_each_level_and_each_kind_of_evidence_has_words():
    assert set(LEVELS) == set(Level)
    assert set(PLAN_LEVELS) == set(PlanLevel)
    assert set(EVIDENCE) == set(Evidence)
