"""Window: its indices, each under its own name and unit, or absent with its cause."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from hrv.cleaning.quality import Quality
from hrv.cleaning.regularity import Rhythm
from hrv.index_types import LnRmssd, MeanRr, Rmssd, Sd1, Sd2, Sdnn
from hrv.json_values import Stored
from hrv.sentences_as_data import window_in_codes
from hrv.spectral.spectrum import NO_SPECTRUM, Spectrum
from hrv.windows.absence import OF_INDEX, Absence, packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from hrv.cleaning.nn_intervals import TimeDomain
    from hrv.cleaning.placement import Measured, Spans
    from hrv.cleaning.standard_errors import Error

AGREEMENT: Final = 1e-6
"""How exactly a derived number must follow from the one it is derived from."""


class Facts(NamedTuple):
    """What a window rests on, before any index."""

    start_s: float
    end_s: float
    n_beats: int
    n_masked: int
    coverage: float
    longest_gap_s: float
    quality: Quality
    rhythm: Rhythm

    @classmethod
    def zipped(
        cls, spans: Spans, evidence: Measured, qualities: Sequence[Quality], rhythms: Sequence[Rhythm]
    ) -> tuple[Facts, ...]:
        """The facts of every window, from columns."""
        columns = (
            spans.start_s.tolist(),
            spans.end_s.tolist(),
            evidence.n_beats.tolist(),
            evidence.n_masked.tolist(),
            evidence.coverage.tolist(),
            evidence.longest_gap_s.tolist(),
            qualities,
            rhythms,
        )
        return tuple(cls(*row) for row in zip(*columns, strict=True))


class Waves(NamedTuple):
    """What the spectrum of a window shows, and how far its intervals swing with each breath; NaN where unknown."""

    spectrum: Spectrum
    rsa_ms: float


NO_WAVES: Final = Waves(NO_SPECTRUM, math.nan)


class Numbers(NamedTuple):
    """The indices of a window that was not rejected; NaN where there is none."""

    rmssd_ms: Rmssd
    rmssd_ms_lo: Rmssd
    rmssd_ms_hi: Rmssd
    ln_rmssd: LnRmssd
    ln_rmssd_se: float
    sdnn_ms: Sdnn
    sdnn_ms_lo: Sdnn
    sdnn_ms_hi: Sdnn
    mean_rr_ms: MeanRr
    mean_rr_ms_lo: MeanRr
    mean_rr_ms_hi: MeanRr
    hr_bpm: float
    pnn50: float
    pnn20: float
    sd1_ms: Sd1
    sd2_ms: Sd2
    lf_ms2: float
    hf_ms2: float
    peak_hz: float
    breathing_per_min: float
    rsa_ms: float

    @classmethod
    def of(cls, time: TimeDomain, waves: Waves, error: Error, *, sd2_ms: Sd2) -> Numbers:
        """Every index under its name, from what the engine found and how well it is known."""
        spectrum = waves.spectrum
        varies = time.rmssd_ms > 0
        return cls(
            rmssd_ms=time.rmssd_ms,
            rmssd_ms_lo=Rmssd(time.rmssd_ms / error.rmssd_factor),
            rmssd_ms_hi=Rmssd(time.rmssd_ms * error.rmssd_factor),
            ln_rmssd=LnRmssd(math.log(time.rmssd_ms) if varies else math.nan),
            ln_rmssd_se=error.ln_rmssd_se if varies else math.nan,
            sdnn_ms=time.sdnn_ms,
            sdnn_ms_lo=Sdnn(time.sdnn_ms / error.sdnn_below),
            sdnn_ms_hi=Sdnn(time.sdnn_ms * error.sdnn_above),
            mean_rr_ms=time.mean_rr_ms,
            mean_rr_ms_lo=MeanRr(time.mean_rr_ms - error.mean_rr_half_ms),
            mean_rr_ms_hi=MeanRr(time.mean_rr_ms + error.mean_rr_half_ms),
            hr_bpm=60_000.0 / time.mean_rr_ms,
            pnn50=time.pnn50,
            pnn20=time.pnn20,
            sd1_ms=Sd1(time.sdsd_ms / math.sqrt(2)),
            sd2_ms=sd2_ms,
            lf_ms2=spectrum.lf_ms2,
            hf_ms2=spectrum.hf_ms2,
            peak_hz=spectrum.peak_hz,
            breathing_per_min=60.0 * spectrum.breathing_hz,
            rsa_ms=waves.rsa_ms,
        )

    @classmethod
    def without_variability(cls, time: TimeDomain, error: Error) -> Numbers:
        """The mean alone, where the intervals do not vary by themselves."""
        nothing: dict[str, Any] = dict.fromkeys(cls._fields, math.nan)
        mean_ms = time.mean_rr_ms
        low, high = MeanRr(mean_ms - error.mean_rr_half_ms), MeanRr(mean_ms + error.mean_rr_half_ms)
        mean = {"mean_rr_ms": mean_ms, "mean_rr_ms_lo": low, "mean_rr_ms_hi": high, "hr_bpm": 60_000.0 / mean_ms}
        return cls(**nothing | mean)


@dataclass(frozen=True, slots=True)
class Window(Stored):
    """What a few minutes of beats say: evidence, quality, rhythm and indices, with 90 % intervals (`_lo`, `_hi`).

    `start_s` and `end_s` are its true length; `coverage` is a share of one; `pnn50` and `pnn20` are percentages. An
    index is None when it cannot be given, and `why` then holds the cause under its name. Raises `ValueError` when an
    absent index has no cause, or when an index does not follow from the one it is derived from.
    """

    start_s: float
    end_s: float
    n_beats: int
    n_masked: int
    coverage: float
    longest_gap_s: float
    quality: Quality
    rhythm: Rhythm
    rmssd_ms: Rmssd | None
    rmssd_ms_lo: Rmssd | None
    rmssd_ms_hi: Rmssd | None
    ln_rmssd: LnRmssd | None
    ln_rmssd_se: float | None
    sdnn_ms: Sdnn | None
    sdnn_ms_lo: Sdnn | None
    sdnn_ms_hi: Sdnn | None
    mean_rr_ms: MeanRr | None
    mean_rr_ms_lo: MeanRr | None
    mean_rr_ms_hi: MeanRr | None
    hr_bpm: float | None
    pnn50: float | None
    pnn20: float | None
    sd1_ms: Sd1 | None
    sd2_ms: Sd2 | None
    lf_ms2: float | None
    hf_ms2: float | None
    peak_hz: float | None
    breathing_per_min: float | None
    rsa_ms: float | None
    why: Mapping[str, Absence] = field(default_factory=dict)

    readers: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "quality": Quality,
        "rhythm": Rhythm,
        "why": lambda stored: unpacked(stored, Numbers._fields),
    }

    def __post_init__(self) -> None:
        odd = {name for name in Numbers._fields if getattr(self, name) is None} ^ set(self.why)
        if odd:
            raise ValueError(f"Each absent index needs its cause, and only those: check {', '.join(sorted(odd))}.")
        _refuse_strangers(self)

    @classmethod
    def of(cls, facts: Facts, numbers: Numbers | None) -> Window:
        """A window from its facts and, unless it is rejected, its numbers."""
        if numbers is None:
            nothing: dict[str, Any] = dict.fromkeys(Numbers._fields)
            return cls(**facts._asdict(), **nothing, why=dict.fromkeys(Numbers._fields, Absence.REJECTED))
        present: dict[str, Any] = {
            name: None if math.isnan(value) else value for name, value in numbers._asdict().items()
        }
        absent = [name for name, value in present.items() if value is None]
        varies = present["rmssd_ms"] is not None
        why = {name: OF_INDEX[name] if varies else Absence.NO_VARIATION for name in absent}
        return cls(**facts._asdict(), **present, why=why)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; one cause that all indices share is stored once."""
        return {**super(Window, self).to_json(), "why": packed(self.why, Numbers._fields)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Window:
        """The window that `to_json` was called on; sentences of the version before are understood."""
        return super(Window, cls).from_json(window_in_codes(data))


def _refuse_strangers(window: Window) -> None:
    """An index computed from something else does not fit the others of its window."""
    for name, value, derived in (
        ("ln_rmssd", window.ln_rmssd, window.rmssd_ms and math.log(window.rmssd_ms)),
        ("hr_bpm", window.hr_bpm, window.mean_rr_ms and 60_000.0 / window.mean_rr_ms),
    ):
        if value is not None and not _is_close(value, derived):
            raise ValueError(f"{name} does not follow from the beats of this window.")
    for name in ("rmssd_ms", "sdnn_ms", "mean_rr_ms"):
        low, value, high = (getattr(window, name + end) for end in ("_lo", "", "_hi"))
        if value is not None and not (low is not None and high is not None and low <= value <= high):
            raise ValueError(f"{name} does not lie within its own interval.")
    if window.pnn50 is not None and not window.pnn50 <= (window.pnn20 or 0.0):
        raise ValueError("pnn50 is above pnn20, so that one of them is something else.")


def _is_close(value: float, derived: float | None) -> bool:
    return derived is not None and math.isclose(value, derived, rel_tol=AGREEMENT, abs_tol=AGREEMENT)
