"""What a live stream says: beats, rolling numbers, whether a strap is heard, and goodbye."""

from __future__ import annotations

from pydantic import BaseModel, Field

from api.presenters.view import View
from hrv.windows.absence import Absence


class LiveBeat(BaseModel):
    """One beat."""

    time_s: float
    rr_ms: float
    segment: int
    flags: int


class Beats(BaseModel):
    """New beats."""

    beats: list[LiveBeat]
    hr_bpm: float = Field(description="Of the last 30 s.")
    age_s: float = Field(description="Seconds since the newest beat.")


class OpenBeat(View):
    """A beat that was heard and is not settled yet: it may still move a little, or be marked."""

    time_s: float
    rr_ms: float
    flags: int


class OpenBeats(BaseModel):
    """All beats that are open just now; they take the place of those that were open before."""

    beats: list[OpenBeat]
    age_s: float | None = Field(description="Seconds since the newest of them; none without one.")


class BreathSample(View):
    """Where in the breath the wearer was, by measurement."""

    time_s: float
    phase_rad: float | None = Field(description="0 and pi are the turns; which one is full is unknown.")
    rate_per_min: float | None = Field(description="None, as the phase, where it cannot be told.")
    quality: float


class Breath(BaseModel):
    """Breath as the strap measured it; it is never stored."""

    samples: list[BreathSample]


class Span(View):
    """The indices of the last seconds; none until there are enough differences, or where the intervals hardly vary."""

    span_s: int
    n_beats: int
    coverage: float
    mean_rr_ms: float | None
    hr_bpm: float | None
    rmssd_ms: float | None
    sdnn_ms: float | None
    why: Absence | None = Field(description="Why RMSSD and SDNN are absent: short_runs or no_variation.")


class CoherenceNow(View):
    """How much of the variation lies in one slow wave."""

    time_s: float
    ratio: float
    score: float
    peak_hz: float


class Reading(View):
    """Rolling numbers at the newest beat."""

    time_s: float
    hr_bpm: float
    counted: bool = Field(description="Whether the newest beat was clean.")
    last_30_s: Span
    last_60_s: Span
    last_300_s: Span
    coherence: CoherenceNow | None
    swing_ms: float | None = Field(description="Height of the last breath's wave.")


class Source(BaseModel):
    """Whether a strap is heard."""

    connected: bool
    contact: bool | None = Field(description="Whether it touches the skin; none when it does not say.")


class Bye(BaseModel):
    """Why the stream ends."""

    reason: str
    code: str
