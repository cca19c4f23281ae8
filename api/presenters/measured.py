"""A person's own values as JSON: names, units and absences exactly as the science has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from pydantic import Field

import hrv
from api.presenters.view import MessageView, View
from hrv import Kind, Quality, Rhythm, Tag
from hrv.texts import absent
from hrv.windows.next_reading import Unforetold
from messages import Reader
from store.models import RecordingKind

WITHIN: Final = (
    "of the 90 % interval within this window: how well its own number is known. It does not say where another window "
    "will lie; the next reading does."
)


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
    rmssd_ms_lo: float | None = Field(description=f"Lower end {WITHIN}")
    rmssd_ms_hi: float | None = Field(description=f"Upper end {WITHIN}")
    ln_rmssd: float | None
    ln_rmssd_se: float | None
    sdnn_ms: float | None
    sdnn_ms_lo: float | None = Field(description=f"Lower end {WITHIN}")
    sdnn_ms_hi: float | None = Field(description=f"Upper end {WITHIN}")
    mean_rr_ms: float | None
    mean_rr_ms_lo: float | None = Field(description=f"Lower end {WITHIN}")
    mean_rr_ms_hi: float | None = Field(description=f"Upper end {WITHIN}")
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
    why: Mapping[str, str] = Field(description="By the name of an absent number, the reason in the reader's language.")
    why_codes: Mapping[str, MessageView] = Field(description="The same for programs.")

    @classmethod
    def of(cls, window: hrv.Window, reader: Reader) -> WindowView:
        """The window as this reader can read it."""
        why = {name: MessageView.of(absent(window, name), reader) for name in window.why}
        numbers = {name: getattr(window, name) for name in cls.model_fields if name not in {"why", "why_codes"}}
        return cls(**numbers, why={name: each.text for name, each in why.items()}, why_codes=why)


class BetweenView(View):
    """From and to."""

    lo: float
    hi: float


class NextReadingView(View):
    """Where nine in ten next good and regular windows lie, from the windows so far; compare two readings by this.

    None where nothing can be expected; `why` then holds a code.
    """

    rmssd_ms: BetweenView | None
    sdnn_ms: BetweenView | None
    mean_rr_ms: BetweenView | None
    why: Mapping[str, Unforetold]


class DayView(View):
    """One value of one kind and source for one of the person's own days."""

    day: date
    kind: Kind
    ln_rmssd: float | None = Field(description="Natural logarithm of RMSSD in ms; none when there was no good value.")
    se: float | None = Field(description="Standard error of ln_rmssd.")
    resting_hr_bpm: float | None
    quality: Quality
    rhythm: Rhythm
    n_windows: int
    source: str = Field(description="What measured it; `strap` for all chest straps. A day may have one value of each.")


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
