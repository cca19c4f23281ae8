"""Tags: what a person can note about a day that explains its value."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Tag(StrEnum):
    """A fact about a day, told by the person whose day it was."""

    ALCOHOL = "alcohol"
    ILLNESS = "illness"
    POOR_SLEEP = "poor_sleep"
    LATE_TRAINING = "late_training"
    TRAVEL = "travel"
    MENSTRUAL_PHASE = "menstrual_phase"
    VACCINATION = "vaccination"
    MEDICATION = "medication"
    PREGNANCY = "pregnancy"
    PACEMAKER = "pacemaker"
    SHIFT_PATTERN = "shift_pattern"


LASTING: Final = frozenset({Tag.MEDICATION, Tag.PREGNANCY, Tag.PACEMAKER, Tag.SHIFT_PATTERN})
"""Tags of what lasts: the days from there on belong to a new usual range, and are no fall to be told about."""

PASSING: Final = tuple(tag for tag in Tag if tag not in LASTING)
"""Tags of days that pass; their place in this tuple is their column wherever tags are arrays."""
