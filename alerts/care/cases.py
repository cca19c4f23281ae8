"""The steps of a conversation between a person and the occupational health nurse. Nothing here reads or writes."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alerts import texts
from alerts.refusals import Refused
from store.models import CaseState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from messages import Text


class Step(StrEnum):
    """What can happen to a conversation."""

    SHARE = "share"
    """The person lets the nurse see the trend, until a day they chose."""

    TAKE = "take"
    """The nurse has seen the wish and says by when to expect a call."""

    MEET = "meet"
    """They talked."""

    PLAN = "plan"
    """They agreed on a few things, each with a day to look at it again."""

    FOLLOW_UP = "follow_up"
    """They looked together at how it went."""

    STEP_DOWN = "step_down"
    """Contact becomes lighter, also when the light is green: function returns more slowly than rhythm."""

    CLOSE = "close"
    """Somebody decided that it is done; shares end."""

    WITHDRAW = "withdraw"
    """The person stops it at once, and is asked for no reason; shares end."""


class Party(StrEnum):
    """Who takes a step."""

    PERSON = "person"
    NURSE = "nurse"


_STEPS_OF: Final[Mapping[Party, frozenset[Step]]] = MappingProxyType(
    {
        Party.PERSON: frozenset({Step.SHARE, Step.CLOSE, Step.WITHDRAW}),
        Party.NURSE: frozenset({Step.TAKE, Step.MEET, Step.PLAN, Step.FOLLOW_UP, Step.STEP_DOWN, Step.CLOSE}),
    }
)

_NEXT: Final[Mapping[CaseState, Mapping[Step, CaseState]]] = MappingProxyType(
    {
        CaseState.REQUESTED: {
            Step.SHARE: CaseState.SHARED,
            Step.TAKE: CaseState.REQUESTED,
            Step.MEET: CaseState.MET,
        },
        CaseState.SHARED: {
            Step.SHARE: CaseState.SHARED,
            Step.TAKE: CaseState.SHARED,
            Step.MEET: CaseState.MET,
        },
        CaseState.MET: {
            Step.SHARE: CaseState.MET,
            Step.MEET: CaseState.MET,
            Step.PLAN: CaseState.PLANNED,
        },
        CaseState.PLANNED: {
            Step.SHARE: CaseState.PLANNED,
            Step.MEET: CaseState.PLANNED,
            Step.PLAN: CaseState.PLANNED,
            Step.FOLLOW_UP: CaseState.FOLLOWED_UP,
        },
        CaseState.FOLLOWED_UP: {
            Step.SHARE: CaseState.FOLLOWED_UP,
            Step.MEET: CaseState.FOLLOWED_UP,
            Step.PLAN: CaseState.PLANNED,
            Step.FOLLOW_UP: CaseState.FOLLOWED_UP,
            Step.STEP_DOWN: CaseState.STEPPING_DOWN,
        },
        CaseState.STEPPING_DOWN: {
            Step.SHARE: CaseState.STEPPING_DOWN,
            Step.MEET: CaseState.STEPPING_DOWN,
            Step.PLAN: CaseState.PLANNED,
            Step.FOLLOW_UP: CaseState.STEPPING_DOWN,
        },
        CaseState.CLOSED: {},
        CaseState.WITHDRAWN: {},
    }
)

# A nurse does not end support abruptly: what was planned is followed up and stepped down first.
_NURSE_CLOSES_FROM: Final = frozenset(
    {CaseState.REQUESTED, CaseState.SHARED, CaseState.MET, CaseState.STEPPING_DOWN},
)

_NOT_THEIRS: Final[Mapping[Party, Text]] = MappingProxyType(
    {
        Party.PERSON: texts.ONLY_NURSE,
        Party.NURSE: texts.ONLY_PERSON,
    }
)
_NOT_YET: Final[Mapping[Step, Text]] = MappingProxyType(
    {
        Step.TAKE: texts.MET_ALREADY,
        Step.PLAN: texts.MEET_FIRST,
        Step.FOLLOW_UP: texts.PLAN_FIRST,
        Step.STEP_DOWN: texts.FOLLOW_UP_FIRST,
        Step.CLOSE: texts.STEP_DOWN_FIRST,
    }
)


def after(state: CaseState, step: Step, *, by: Party) -> CaseState:
    """The state that follows when `by` takes `step`; raises `Refused` with a sentence when it cannot be taken now.

    A colour is not an argument: no light opens, moves or closes a conversation.
    """
    if state.is_over:
        raise Refused(texts.CASE_OVER())
    if step not in _STEPS_OF[by]:
        raise Refused(_NOT_THEIRS[by]())
    following = _following(state, step, by=by)
    if following is None:
        raise Refused(_NOT_YET[step]())
    return following


def possible(state: CaseState, *, by: Party) -> frozenset[Step]:
    """The steps that `by` can take now."""
    if state.is_over:
        return frozenset()
    return frozenset(step for step in _STEPS_OF[by] if _following(state, step, by=by) is not None)


def _following(state: CaseState, step: Step, *, by: Party) -> CaseState | None:
    if step is Step.WITHDRAW:
        return CaseState.WITHDRAWN
    if step is Step.CLOSE:
        return CaseState.CLOSED if by is Party.PERSON or state in _NURSE_CLOSES_FROM else None
    return _NEXT[state].get(step)
