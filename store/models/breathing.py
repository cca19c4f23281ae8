"""A session of slow breathing: what was chosen, how the pace went, and where it stopped for a while."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from hrv.json_values import Stored

if TYPE_CHECKING:
    from datetime import datetime

    from hrv.breath.pace_search import PaceSearch
    from hrv.breath.session import SessionSummary


class BreathingMode(StrEnum):
    """What led the breath."""

    PACED = "paced"
    OWN_PACE = "own_pace"
    FIND_PACE = "find_pace"
    LED_SOFTLY = "led_softly"


class BreakReason(StrEnum):
    """Why a session, or its beats, stopped for a while."""

    PAUSED = "paused"
    HIDDEN = "hidden"
    """Another tab or program was in front."""
    ASLEEP = "asleep"
    """The phone was locked or the computer slept, so that the page itself stood still."""
    LINK_LOST = "link_lost"
    STRAP_OFF = "strap_off"

    @property
    def is_away(self) -> bool:
        """Whether the person did not breathe with the page; otherwise only the page heard no beats."""
        return self in {BreakReason.PAUSED, BreakReason.HIDDEN, BreakReason.ASLEEP}


@dataclass(frozen=True, slots=True)
class PaceStep(Stored):
    """How the pacer goes from a moment on, in seconds from the beginning; no pace where the person leads.

    `in_share` is the part of the moving breath that is the breath in; the holds are part of the breath too.
    """

    at_s: float
    per_minute: float | None
    in_share: float
    hold_full_s: float
    hold_empty_s: float


@dataclass(frozen=True, slots=True)
class Break(Stored):
    """A stretch without breathing or without beats, in seconds from the beginning."""

    start_s: float
    end_s: float
    reason: BreakReason

    readers: ClassVar = {"reason": BreakReason}


@dataclass(frozen=True, slots=True)
class BreathingSession:
    """One session; its id is a UUID that the page made up. Without a chosen length it was open.

    `followed` is whether the measured breath kept to the pacer, None where it was not measured; of the breath itself
    nothing is kept. `summary` is what the beats say of it; there is none without beats. `search` is what a search for a
    pace came to.
    """

    id: str
    started_at: datetime
    ended_at: datetime
    mode: BreathingMode
    chosen_s: float | None
    paces: tuple[PaceStep, ...]
    breaks: tuple[Break, ...]
    followed: bool | None = None
    summary: SessionSummary | None = None
    search: PaceSearch | None = None


@dataclass(frozen=True, slots=True)
class SessionToSummarise:
    """A session whose beats are all in, and whose it is."""

    person_id: str
    session: BreathingSession
