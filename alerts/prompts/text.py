"""What a prompt says and how it can be answered: questions, explanations to tick, times to be left alone.

The wording of a prompt is changed here and nowhere else. Stored prompts hold keys only, so a new wording also holds
for prompts that wait already.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hrv import Colour, Tag
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

QUESTIONS: Final[Mapping[Colour, str]] = MappingProxyType(
    {
        Colour.GREEN: N_("You are back within your usual range. Is there anything you want to keep doing?"),
        Colour.YELLOW: N_("Your heart-rate variability has been lower than usual for some days. What fits best?"),
        Colour.RED: N_("Your heart-rate variability has been clearly lower than usual for some time. What fits best?"),
        Colour.GREY: N_("How are things?"),
    }
)

OTHER: Final = "other"
TAGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Tag.POOR_SLEEP: N_("Slept badly"),
        Tag.ILLNESS: N_("A cold, fever or other illness"),
        Tag.ALCOHOL: N_("Alcohol the evening before"),
        Tag.LATE_TRAINING: N_("Hard exercise late in the day"),
        Tag.TRAVEL: N_("Travel"),
        Tag.MENSTRUAL_PHASE: N_("Menstrual cycle"),
        Tag.VACCINATION: N_("A vaccination"),
        Tag.MEDICATION: N_("New or changed medicine"),
        Tag.PREGNANCY: N_("Pregnancy"),
        Tag.PACEMAKER: N_("A pacemaker"),
        Tag.SHIFT_PATTERN: N_("Other working hours or shifts"),
        OTHER: N_("Something else"),
    }
)
"""What may explain a change, in the order in which it is offered; the first six at once, the rest under *more*."""

FIRST_TAGS: Final = 6


@dataclass(frozen=True, slots=True)
class Snooze:
    """A time to be left alone."""

    days: int
    text: str


SNOOZES: Final = (Snooze(3, N_("in three days")), Snooze(7, N_("in a week")), Snooze(14, N_("in two weeks")))
