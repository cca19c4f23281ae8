"""A person's own values as JSON: names, units and absences exactly as the science has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from pydantic import Field

from api.v1.base import View
from hrv import Colour, Kind, Quality, Reason, Rhythm, RuledOut, Tag
from store.models import RecordingKind


class WindowView(View):
    """Heart-rate variability of one stretch of beats; an absent number has its reason in `why`."""

    start_s: float = Field(description="Seconds since 1970.")
    end_s: float
    n_beats: int
    n_masked: int = Field(description="Beats left out as artefacts; nothing is put in their place.")
    coverage: float = Field(description="Share of the stretch that beats cover, 0 to 1.")
    longest_gap_s: float
    quality: Quality
    rhythm: Rhythm
    rmssd_ms: float | None
    rmssd_ms_lo: float | None = Field(description="Lower end of the 90 % interval.")
    rmssd_ms_hi: float | None = Field(description="Upper end of the 90 % interval.")
    ln_rmssd: float | None
    ln_rmssd_se: float | None
    sdnn_ms: float | None
    sdnn_ms_lo: float | None
    sdnn_ms_hi: float | None
    mean_rr_ms: float | None
    mean_rr_ms_lo: float | None
    mean_rr_ms_hi: float | None
    hr_bpm: float | None
    pnn50: float | None = Field(description="Per cent.")
    pnn20: float | None = Field(description="Per cent.")
    sd1_ms: float | None
    sd2_ms: float | None
    lf_ms2: float | None
    hf_ms2: float | None
    peak_hz: float | None
    breathing_per_min: float | None
    rsa_ms: float | None
    why: Mapping[str, str]


class DayView(View):
    """One value of one kind for one of the person's own days."""

    day: date
    kind: Kind
    ln_rmssd: float | None = Field(description="Natural logarithm of RMSSD in ms; none when there was no good value.")
    se: float | None = Field(description="Standard error of ln_rmssd.")
    resting_hr_bpm: float | None
    quality: Quality
    rhythm: Rhythm
    n_windows: int


class DayTagsView(View):
    """What may explain a day: facts that the person noted."""

    day: date
    tags: tuple[Tag, ...]


class RecordingView(View):
    """One sitting."""

    id: str
    kind: RecordingKind
    started_at: datetime
    ended_at: datetime | None
    analysed_until: datetime | None = Field(description="Beats up to here are in the windows.")


class UsualRangeView(View):
    """Where your days of one kind usually lie."""

    kind: Kind
    on: date
    low_ms: float = Field(description="Lower end, as RMSSD in milliseconds.")
    centre_ms: float
    high_ms: float = Field(description="Upper end, as RMSSD in milliseconds.")
    n_days: int
    provisional: bool = Field(description="Whether it still rests on few days.")


class TagShareView(View):
    """A tag on at least a third of the days since a fall began, and what it usually does, in own SD."""

    tag: Tag
    n_days: int
    effect_sd: float
    effect_sd_lo: float = Field(description="Lower end of the 90 % interval.")
    effect_sd_hi: float = Field(description="Upper end of the 90 % interval.")


class HeartRateView(View):
    """Resting heart rate against its own usual level: a look of its own, which never changes the light."""

    colour: Colour
    usual_bpm: float
    since: date | None = Field(description="Estimated first day of a rise; none while there is none.")
    shift_bpm: float | None = Field(description="Size of the rise, beats a minute.")
    shift_bpm_lo: float | None = Field(description="Lower end of the 90 % interval.")
    shift_bpm_hi: float | None = Field(description="Upper end of the 90 % interval.")


class LightView(View):
    """The light that stands: heart-rate variability compared with one's own usual range, and what that rests on."""

    colour: Colour
    day: date
    provisional: bool = Field(description="Whether the usual range still rests on few days, or is not known yet.")
    since: date | None = Field(description="Estimated first day of a fall; none while there is none.")
    since_lo: date | None = Field(description="Earliest day that fits (90 %).")
    since_hi: date | None = Field(description="Latest day that fits (90 %).")
    shift_sd: float | None = Field(description="Size of the fall in own standard deviations; negative.")
    shift_sd_lo: float | None = Field(description="Lower end of the 90 % interval.")
    shift_sd_hi: float | None = Field(description="Upper end of the 90 % interval.")
    shift_ms: float | None = Field(description="Size of the fall as RMSSD in milliseconds; negative.")
    shift_ms_lo: float | None = Field(description="Lower end of the 90 % interval.")
    shift_ms_hi: float | None = Field(description="Upper end of the 90 % interval.")
    n_days: int = Field(description="Good values it rests on: those since the fall began, or all of the usual range.")
    false_alarms_per_year: float = Field(description="How often a year such a light comes by chance alone.")
    reason: Reason
    ruled_out: tuple[RuledOut, ...] = Field(description="What does not explain it.")
    explained_by: tuple[TagShareView, ...] = Field(
        description="What was noted on many of the days and may explain it; empty where notes are not shown."
    )
    usual_range: UsualRangeView | None
    resting_hr: HeartRateView | None
