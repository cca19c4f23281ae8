"""What a person tells the program: facts about days, and the little about themselves that a first range can use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from hrv import AgeBand, Sex, Tag


@dataclass(frozen=True, slots=True)
class DayTags:
    """What may explain the value of a day: facts about the day, in the order of `hrv.Tag`; never how it felt."""

    day: date
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person said about themselves; None is "rather not say", which is how everybody begins."""

    age_band: AgeBand | None = None
    sex: Sex | None = None
