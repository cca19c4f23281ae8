"""The words for what the other rooms name by an enum, marked for translation; the templates translate them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alerts.cases import CaseState, Step
from alerts.catalogue import Evidence
from alerts.levels import Level
from alerts.texts import N_
from hrv import Quality
from store.models import AnswerKind, PlanStatus, Purpose, RecordingKind
from store.subjects import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

LEVELS: Final[Mapping[Level, str]] = MappingProxyType(
    {
        Level.LEADER: N_("With your leader"),
        Level.ORGANISATION: N_("At the workplace"),
        Level.GROUP: N_("With colleagues"),
        Level.INDIVIDUAL: N_("On your own"),
        Level.PROFESSIONAL: N_("With somebody whose trade it is"),
    }
)
"""Where a change is made, said to the person."""

PLAN_LEVELS: Final[Mapping[Level, str]] = MappingProxyType(
    {
        Level.LEADER: N_("How work is led"),
        Level.ORGANISATION: N_("How work is organised"),
        Level.GROUP: N_("Among colleagues"),
        Level.INDIVIDUAL: N_("The person alone"),
        Level.PROFESSIONAL: N_("Professional help"),
    }
)
"""Where a change is made, said in a plan that two people share."""

EVIDENCE: Final[Mapping[Evidence, str]] = MappingProxyType(
    {
        Evidence.STRONG: N_("several good reviews agree"),
        Evidence.SOME: N_("some studies point this way"),
        Evidence.GUIDELINE: N_("advised by guidelines, effect not tested"),
        Evidence.EXPERIENCE: N_("practitioners report good experience"),
    }
)

CASE_STATES: Final[Mapping[CaseState, str]] = MappingProxyType(
    {
        CaseState.REQUESTED: N_("Asked to talk"),
        CaseState.SHARED: N_("Asked to talk, and shared"),
        CaseState.MET: N_("Met"),
        CaseState.PLANNED: N_("Plan agreed"),
        CaseState.FOLLOWED_UP: N_("Followed up"),
        CaseState.STEPPING_DOWN: N_("Stepping down"),
        CaseState.CLOSED: N_("Ended"),
        CaseState.WITHDRAWN: N_("Withdrawn"),
    }
)

STEPS: Final[Mapping[Step, str]] = MappingProxyType(
    {
        Step.SHARE: N_("Share"),
        Step.MEET: N_("Write down a meeting"),
        Step.PLAN: N_("Write the plan together"),
        Step.FOLLOW_UP: N_("Write down a follow-up"),
        Step.STEP_DOWN: N_("Make contact lighter"),
        Step.CLOSE: N_("End the conversation"),
        Step.WITHDRAW: N_("Stop it now"),
    }
)

PLAN_STATUS: Final[Mapping[PlanStatus, str]] = MappingProxyType(
    {PlanStatus.OPEN: N_("being tried"), PlanStatus.DONE: N_("done"), PlanStatus.DROPPED: N_("dropped")}
)

ANSWERS: Final[Mapping[AnswerKind, str]] = MappingProxyType(
    {
        AnswerKind.ACTION: N_("You chose something to do."),
        AnswerKind.JUST_BUSY: N_("You answered: just busy."),
        AnswerKind.TALK: N_("You asked to talk to someone."),
        AnswerKind.NOT_NOW: N_("You read it, and left it at that."),
    }
)

RECORDING_KINDS: Final[Mapping[RecordingKind, str]] = MappingProxyType(
    {
        RecordingKind.CHECK: N_("Check"),
        RecordingKind.BREATHING: N_("Breathing"),
        RecordingKind.WORKDAY: N_("Workday"),
        RecordingKind.IMPORT: N_("Imported file"),
    }
)

QUALITY: Final[Mapping[Quality, str]] = MappingProxyType(
    {
        Quality.GOOD: N_("good"),
        Quality.FAIR: N_("fair"),
        Quality.POOR: N_("poor"),
        Quality.REJECTED: N_("not usable"),
    }
)

PURPOSES: Final[Mapping[Purpose, str]] = MappingProxyType(
    {
        Purpose.STORE: N_("Measure and keep"),
        Purpose.TREND: N_("Show the trend"),
        Purpose.CASE: N_("Have a conversation"),
    }
)

ROLES: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.EMPLOYEE: N_("Employee"),
        Role.NURSE: N_("Occupational health nurse"),
        Role.OPERATOR: N_("Operator"),
    }
)
