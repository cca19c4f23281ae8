from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.actions.catalogue import CATALOGUE, TALK
from alerts.actions.logik import Level
from alerts.actions.offer import chosen, offered, sentences
from alerts.refusals import Refused
from alerts.texts import MAY_BE_NOTHING, SEE_SOMEONE
from hrv import Colour, Rhythm

SHADES = [Colour.GREEN, Colour.YELLOW, Colour.RED]


@pytest.mark.parametrize("colour", list(Colour))
def test_talking_to_someone_is_always_offered(colour):
    assert TALK in offered(colour)


@pytest.mark.parametrize("colour", SHADES)
def test_every_colour_has_something_at_every_level(colour):
    assert {action.level for action in offered(colour)} == set(Level)


@given(st.sampled_from([Colour.YELLOW, Colour.RED]), st.none() | st.sampled_from(Colour))
def test_low_light_offers_something_beyond_the_person(colour, own):
    around = {Level.LEADER, Level.ORGANISATION, Level.GROUP}
    assert around & {action.level for action in offered(colour, own_rating=own)}


@given(st.sampled_from(Colour), st.none() | st.sampled_from(Colour))
def test_workplace_actions_come_before_personal_ones(colour, own):
    ranks = [action.level.rank for action in offered(colour, own_rating=own)]
    assert ranks == sorted(ranks)


def test_levels_run_from_leader_to_professional():
    assert [level.value for level in Level] == ["leader", "organisation", "group", "individual", "professional"]


def test_heavier_own_rating_widens_the_offer_lighter_keeps_it():
    assert offered(Colour.GREEN, own_rating=Colour.RED) == offered(Colour.RED)
    assert offered(Colour.RED, own_rating=Colour.GREEN) == offered(Colour.RED)
    assert offered(Colour.GREY, own_rating=Colour.YELLOW) == offered(Colour.YELLOW)


def test_unclear_rhythm_gets_only_the_see_someone_sentence():
    assert sentences(Colour.GREY, rhythm=Rhythm.UNCLEAR) == (SEE_SOMEONE(),)
    assert "see a nurse or doctor" in SEE_SOMEONE.one


def test_each_colour_has_its_own_sentences():
    assert sentences(Colour.GREEN) == ()
    assert sentences(Colour.GREY) == ()
    assert sentences(Colour.YELLOW) == (MAY_BE_NOTHING(),)
    assert sentences(Colour.RED) == (MAY_BE_NOTHING(),)


def test_keys_are_unique_and_texts_are_whole_sentences():
    assert len({action.key for action in CATALOGUE}) == len(CATALOGUE)
    assert all(action.how[-1] in ".?" and action.title[-1] not in ".!" for action in CATALOGUE)


def test_chosen_actions_come_once_each_and_in_order():
    keys = ["self-basics", "leader-feedback", "self-basics"]
    assert [action.key for action in chosen(keys)] == ["leader-feedback", "self-basics"]


def test_an_unknown_action_is_refused_with_what_to_do():
    with pytest.raises(Refused, match="Reload the page"):
        chosen(["fly-to-the-moon"])
