from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from alerts.care.cases import Party, Step, after, possible
from alerts.refusals import Refused
from store.models import CaseState
from tests.properties import examples

NURSE_PATH = [
    (Step.MEET, CaseState.MET),
    (Step.PLAN, CaseState.PLANNED),
    (Step.FOLLOW_UP, CaseState.FOLLOWED_UP),
    (Step.STEP_DOWN, CaseState.STEPPING_DOWN),
    (Step.CLOSE, CaseState.CLOSED),
]
OPEN = [state for state in CaseState if not state.is_over]


def test_conversation_runs_from_request_to_close():
    state = after(CaseState.REQUESTED, Step.SHARE, by=Party.PERSON)
    assert state is CaseState.SHARED
    for step, expected in NURSE_PATH:
        state = after(state, step, by=Party.NURSE)
        assert state is expected


def test_talking_needs_no_share():
    assert after(CaseState.REQUESTED, Step.MEET, by=Party.NURSE) is CaseState.MET


@pytest.mark.parametrize("state", OPEN)
def test_the_person_can_withdraw_and_close_at_any_step(state):
    assert after(state, Step.WITHDRAW, by=Party.PERSON) is CaseState.WITHDRAWN
    assert after(state, Step.CLOSE, by=Party.PERSON) is CaseState.CLOSED


@pytest.mark.parametrize("state", [CaseState.PLANNED, CaseState.FOLLOWED_UP])
def test_nurse_cannot_end_support_abruptly(state):
    with pytest.raises(Refused, match="make contact lighter first"):
        after(state, Step.CLOSE, by=Party.NURSE)


@pytest.mark.parametrize("step", [Step.SHARE, Step.WITHDRAW])
@pytest.mark.parametrize("state", OPEN)
def test_a_nurse_never_shares_or_withdraws_for_the_person(state, step):
    with pytest.raises(Refused, match="Only the person"):
        after(state, step, by=Party.NURSE)


@pytest.mark.parametrize("step", [Step.MEET, Step.PLAN, Step.FOLLOW_UP, Step.STEP_DOWN])
def test_a_person_does_not_record_the_nurses_steps(step):
    with pytest.raises(Refused, match="Only the nurse"):
        after(CaseState.MET, step, by=Party.PERSON)


def test_plan_needs_a_meeting_and_follow_up_needs_a_plan():
    with pytest.raises(Refused, match="Meet and talk first"):
        after(CaseState.SHARED, Step.PLAN, by=Party.NURSE)
    with pytest.raises(Refused, match="nothing planned"):
        after(CaseState.MET, Step.FOLLOW_UP, by=Party.NURSE)
    with pytest.raises(Refused, match="Follow up on the plan first"):
        after(CaseState.PLANNED, Step.STEP_DOWN, by=Party.NURSE)


def test_support_can_grow_again_while_stepping_down():
    assert after(CaseState.STEPPING_DOWN, Step.PLAN, by=Party.NURSE) is CaseState.PLANNED


def test_every_step_belongs_to_a_party():
    taken = {step for state in CaseState for party in Party for step in possible(state, by=party)}
    assert taken == set(Step)


class Conversation(RuleBasedStateMachine):
    """Any two people pressing any button in any order."""

    def __init__(self):
        super().__init__()
        self.state = CaseState.REQUESTED
        self.history = [CaseState.REQUESTED]

    @rule(step=st.sampled_from(Step), by=st.sampled_from(Party))
    def try_a_step(self, step, by):
        offered = possible(self.state, by=by)
        if step not in offered:
            with pytest.raises(Refused, match=r"\.$"):
                after(self.state, step, by=by)
            return
        self.state = after(self.state, step, by=by)
        self.history.append(self.state)

    @invariant()
    def what_has_ended_stays_ended(self):
        ended = [state for state in self.history if state.is_over]
        assert len(ended) <= 1
        assert not ended or self.history[-1] is ended[0]

    @invariant()
    def an_open_conversation_always_has_a_way_out_for_the_person(self):
        if not self.state.is_over:
            assert {Step.WITHDRAW, Step.CLOSE} <= possible(self.state, by=Party.PERSON)

    @invariant()
    def planning_came_after_meeting(self):
        if CaseState.PLANNED in self.history:
            assert CaseState.MET in self.history[: self.history.index(CaseState.PLANNED)]

    @invariant()
    def stepping_down_came_after_following_up(self):
        if CaseState.STEPPING_DOWN in self.history:
            assert CaseState.FOLLOWED_UP in self.history


TestConversation = Conversation.TestCase
TestConversation.settings = examples(60, stateful_step_count=20)
