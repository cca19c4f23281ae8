"""What a person tells the program: facts about days, and the little about themselves that a first range can use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

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


MAY_BE_SHOWN: Final = frozenset({"plan-step", "stop-card"})
"""The exercises of which a person may show a piece; what is written in any other is nobody else's, ever."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What a person wrote in an exercise: words by the name of their place, and the consent that shows it, if any."""

    id: str
    person_id: str
    exercise: str
    created_at: datetime
    changed_at: datetime
    shown_by: str | None
    words: Mapping[str, str]
