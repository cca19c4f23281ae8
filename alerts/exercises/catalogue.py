"""All exercises and tools, and which are offered first to whom."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alerts.exercises.body import (
    BASIC_NEEDS,
    BELLY_BREATHING,
    BODY_SCAN,
    BREATH_ANCHOR,
    CALM_FIGURE,
    GRAVITY,
    SENSE_GROUNDING,
)
from alerts.exercises.cards import COLLEAGUE_REQUEST, FIRST_AID, PLAN_STEP
from alerts.exercises.moments import DECOMPRESS, MICRO_CUE, STOP_AND_LET_GO, WAY_HOME
from alerts.exercises.written import (
    DRAINS_AND_NOURISHES,
    ORGANISE_AND_UNLOAD,
    PROBLEM_SOLVING,
    STOP_CARD,
    TRIGGER_NOTE,
    VALUES_COMPASS,
    WHAT_I_CARRY,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alerts.exercises.exercise import Exercise, Feeling

EXERCISES: Final[tuple[Exercise, ...]] = (
    GRAVITY,
    BELLY_BREATHING,
    DECOMPRESS,
    BREATH_ANCHOR,
    BODY_SCAN,
    SENSE_GROUNDING,
    CALM_FIGURE,
    BASIC_NEEDS,
    STOP_AND_LET_GO,
    MICRO_CUE,
    WAY_HOME,
    ORGANISE_AND_UNLOAD,
    DRAINS_AND_NOURISHES,
    VALUES_COMPASS,
    STOP_CARD,
    TRIGGER_NOTE,
    WHAT_I_CARRY,
    PROBLEM_SOLVING,
)
"""The eighteen of the founding documents."""

TOOLS: Final[tuple[Exercise, ...]] = (PLAN_STEP, COLLEAGUE_REQUEST, FIRST_AID)
BY_KEY: Final[Mapping[str, Exercise]] = MappingProxyType({each.key: each for each in (*EXERCISES, *TOOLS)})


def offered(feeling: Feeling) -> tuple[Exercise, ...]:
    """The three for somebody who feels like this, those of the body first."""
    return tuple(each for each in EXERCISES if feeling in each.feelings)
