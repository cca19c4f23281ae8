"""A session of slow breathing, as the API tells it and as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pydantic import Field

from api import texts
from api.presenters.breathing.picture import picture_of
from api.presenters.view import View
from hrv.breath.pace_search import Outcome
from store.models import BreakReason, BreathingMode, BreathingSession

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from api.presenters.breathing.picture import Picture
    from hrv.breath.pace_search import PaceSearch
    from messages import Message, Text
    from store.models import Break

BREAKS: Final[Mapping[BreakReason, Text]] = MappingProxyType(
    {
        BreakReason.PAUSED: texts.BREATHING_PAUSED,
        BreakReason.HIDDEN: texts.BREATHING_HIDDEN,
        BreakReason.ASLEEP: texts.BREATHING_ASLEEP,
        BreakReason.LINK_LOST: texts.BREATHING_LINK_LOST,
        BreakReason.STRAP_OFF: texts.BREATHING_STRAP_OFF,
    }
)
NEXT: Final[tuple[Text, ...]] = (texts.BREATHING_NEXT_SEAT, texts.BREATHING_NEXT_WINDOW, texts.BREATHING_NEXT_WATER)
"""Small things to go on with, one a day in turn."""

SECONDS_OF_A_MINUTE: Final = 60.0


class PaceView(View):
    """How the pacer went from a moment on; without a pace the person led."""

    at_s: float
    per_minute: float | None
    in_share: float
    hold_full_s: float
    hold_empty_s: float


class BreakView(View):
    """A stretch without breathing or without beats, in seconds from the beginning."""

    start_s: float
    end_s: float
    reason: BreakReason


class EstimateView(View):
    """A mean, and what holds it nine times in ten."""

    value: float
    low: float
    high: float


class CurvePointView(View):
    """The slowest and the fastest heart rate from a moment on, in seconds from the beginning."""

    at_s: float
    low_bpm: float
    high_bpm: float


class StageView(View):
    """The heart before, during or after a session."""

    swing_ms: EstimateView | None
    heart_rate_bpm: EstimateView | None


class SummaryView(View):
    """What the beats say of a session."""

    curve: tuple[CurvePointView, ...]
    point_s: float
    before: StageView | None
    during: StageView | None
    after: StageView | None = Field(description="Known some minutes after the end.")
    together: EstimateView | None = Field(description="Share of the time in which heart and pacer kept step.")


class TrialView(View):
    """A pace that was breathed, and how far the heart swung, peak to trough."""

    per_min: float
    swing_ms: float
    low_ms: float
    high_ms: float


class PaceSearchView(View):
    """How far a search for one's own pace has come."""

    outcome: Outcome
    next_per_min: float | None = Field(description="The pace to breathe next; none when the search is over.")
    per_min: float | None = Field(description="The pace that was found.")
    low_per_min: float | None = Field(description="What holds this heart's own pace nine times in ten.")
    high_per_min: float | None
    followed: bool | None = Field(description="Whether measured breath kept to the pacer; none where it was not seen.")
    trials: tuple[TrialView, ...]


class BreathingSessionView(View):
    """One session of breathing."""

    id: str
    started_at: datetime
    ended_at: datetime
    mode: BreathingMode
    chosen_s: float | None
    paces: tuple[PaceView, ...]
    breaks: tuple[BreakView, ...]
    summary: SummaryView | None = Field(description="What the beats say of it; none without beats.")
    search: PaceSearchView | None

    @classmethod
    def of(cls, session: BreathingSession) -> BreathingSessionView:
        """The session as the API tells it."""
        return cls.model_validate(session)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPace:
    """The pace that the search before found, beside the one that was found now."""

    found_at: datetime
    search: PaceSearch
    has_changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCard:
    """One session on a page."""

    id: str
    started_at: datetime
    minutes: Message
    pace: Message
    breaks: tuple[Message, ...]
    picture: Picture | None
    search: PaceSearch | None
    earlier: EarlierPace | None
    next_thing: Message


def session_card(session: BreathingSession, *, earlier: BreathingSession | None = None) -> SessionCard:
    """What a page shows of a session; `earlier` is the one before it that found a pace, if both did."""
    length_s = (session.ended_at - session.started_at).total_seconds()
    return SessionCard(
        id=session.id,
        started_at=session.started_at,
        minutes=_minutes(session.ended_at - session.started_at),
        pace=_pace(session),
        breaks=_breaks(session.breaks),
        picture=picture_of(session.summary, length_s=length_s) if session.summary else None,
        search=session.search,
        earlier=_earlier(session, earlier),
        next_thing=NEXT[session.started_at.toordinal() % len(NEXT)](),
    )


def _earlier(session: BreathingSession, earlier: BreathingSession | None) -> EarlierPace | None:
    """Changed it has where the two intervals have nothing in common."""
    if earlier is None or earlier.search is None:
        return None
    found, before = _interval(session.search), _interval(earlier.search)
    if found is None or before is None:
        return None
    is_apart = found[0] > before[1] or before[0] > found[1]
    return EarlierPace(found_at=earlier.started_at, search=earlier.search, has_changed=is_apart)


def _interval(search: PaceSearch | None) -> tuple[float, float] | None:
    if search is None or search.low_per_min is None or search.high_per_min is None:
        return None
    return search.low_per_min, search.high_per_min


def _minutes(span: timedelta) -> Message:
    minutes = round(span.total_seconds() / SECONDS_OF_A_MINUTE)
    return texts.BREATHING_MINUTES(n=minutes) if minutes else texts.BREATHING_UNDER_A_MINUTE()


def _pace(session: BreathingSession) -> Message:
    paces = sorted({step.per_minute for step in session.paces if step.per_minute is not None})
    if not paces:
        return texts.BREATHING_OWN_PACE()
    if len(paces) == 1:
        return texts.BREATHING_PACE(pace=paces[0])
    return texts.BREATHING_PACES(low=paces[0], high=paces[-1])


def _breaks(breaks: Iterable[Break]) -> tuple[Message, ...]:
    """How long each thing lasted, all in all."""
    lengths: dict[BreakReason, float] = {}
    for each in breaks:
        lengths[each.reason] = lengths.get(each.reason, 0.0) + each.end_s - each.start_s
    return tuple(BREAKS[reason](n=max(1, round(seconds))) for reason, seconds in lengths.items())
