"""NeuroKit2, the engine of record: what is stored was computed by it, and it is reached through here only.

Masked beats are left out and the true times of the others are handed over, so that NeuroKit2's own handling of gaps
does the rest. NeuroKit2 is heavy (seconds to import) and is imported when the first window is computed, not before.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.beats import JOIN_TOLERANCE_MS
from hrv.cleaning.nn_intervals import TimeDomain
from hrv.index_types import MeanRr, Rmssd, Sdnn, Sdsd
from hrv.spectral.spectrum import HIGHEST_HZ, SAMPLING_HZ, read_spectra

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hrv.cleaning.nn_intervals import CleanBeats, Stretch
    from hrv.numeric.arrays import Bools, Floats, Ints
    from hrv.spectral.spectrum import Spectrum

ONE_BIN_MS: Final = 1e6
"""A histogram of one bin: NeuroKit2's search for TINN, which is not kept, then takes no time."""


def time_domains(clean: CleanBeats, windows: Sequence[int]) -> list[TimeDomain]:
    """Mean, SDNN, RMSSD, SDSD, pNN50 and pNN20 of the listed windows, which must each hold two real differences."""
    return [_time_domain(clean, window) for window in windows]


def spectra(clean: CleanBeats, stretches: Sequence[Stretch]) -> list[Spectrum]:
    """The spectra of the listed stretches."""
    return [
        spectrum(clean.time_s[stretch.first : stretch.last], clean.rr_ms[stretch.first : stretch.last])
        for stretch in stretches
    ]


def _time_domain(clean: CleanBeats, window: int) -> TimeDomain:
    import neurokit2 as nk

    part = slice(int(clean.first[window]), int(clean.last[window]))
    rr, time_s = clean.rr_ms[part], clean.time_s[part]
    times = _with_visible_breaks(rr, time_s, clean.joined[part])
    with _quiet():
        table = nk.hrv_time({"RRI": rr, "RRI_Time": times}, binsize=ONE_BIN_MS)
    found = dict(zip(table.columns, table.to_numpy()[0].tolist(), strict=True))
    return TimeDomain(
        mean_rr_ms=MeanRr(found["HRV_MeanNN"]),
        sdnn_ms=Sdnn(found["HRV_SDNN"]),
        rmssd_ms=Rmssd(found["HRV_RMSSD"]),
        sdsd_ms=Sdsd(found["HRV_SDSD"]),
        pnn50=found["HRV_pNN50"],
        pnn20=found["HRV_pNN20"],
    )


def spectrum(time_s: Floats, rr_ms: Floats) -> Spectrum:
    """The spectrum of unbroken clean beats, as `hrv_frequency(normalize=False, psd_method="welch")` takes it.

    `read_spectra` then divides by what NeuroKit2's curve keeps of each wave.
    """
    import neurokit2 as nk

    with _quiet():
        curve, _, rate = nk.intervals_process(
            rr_ms, intervals_time=time_s, interpolate=True, interpolation_rate=SAMPLING_HZ
        )
        density = nk.signal_psd(
            curve, sampling_rate=rate, method="welch", normalize=False, max_frequency=HIGHEST_HZ, silent=True
        )
    frequency_hz, power = (density[column].to_numpy()[np.newaxis] for column in ("Frequency", "Power"))
    intervals = np.array([time_s.size - 1])
    return read_spectra(frequency_hz, power, length_s=time_s[-1:] - time_s[0], intervals=intervals)[0]


def r_peak_samples(ecg_uv: Floats, rate_hz: float) -> Ints:
    """Which samples of an unbroken ECG are nearest to an R peak (`ecg_clean` and `ecg_peaks`, method "neurokit")."""
    import neurokit2 as nk

    with _quiet():
        cleaned = nk.ecg_clean(ecg_uv, sampling_rate=rate_hz, method="neurokit")
        _, found = nk.ecg_peaks(cleaned, sampling_rate=rate_hz, method="neurokit", correct_artifacts=False)
    peaks: Ints = np.asarray(found["ECG_R_Peaks"], dtype=np.int64)
    return peaks


def dfa_alpha1(rr_ms: Floats) -> float:
    """The scaling exponent over 4 to 11 beats of an unbroken run (Peng 1995, Chaos 5:82), as in `hrv_nonlinear`."""
    import neurokit2 as nk

    with _quiet():
        return float(nk.fractal_dfa(rr_ms, multifractal=False, scale=np.arange(4, 12))[0])


def sample_entropy(rr_ms: Floats) -> float:
    """Sample entropy (m = 2, r = 0.2 SD) of an unbroken run (Richman & Moorman 2000), as in `hrv_nonlinear`."""
    import neurokit2 as nk

    with _quiet():
        tolerance = 0.2 * float(np.std(rr_ms, ddof=1))
        return float(nk.entropy_sample(rr_ms, delay=1, dimension=2, tolerance=tolerance)[0])


def _with_visible_breaks(rr_ms: Floats, time_s: Floats, joined: Bools) -> Floats:
    """The true times, moved apart only where NeuroKit2 would take a difference for real that is not.

    It joins two beats when their distance happens to equal the interval to 10 ms, and all of them when times are evenly
    spaced; a change of segment or a masked beat between them it cannot see.
    """
    if joined[1:].all():
        return time_s
    apart_ms = np.diff(time_s) * 1000.0
    looks_joined = np.abs(apart_ms - rr_ms[1:]) <= JOIN_TOLERANCE_MS
    evenly_spaced = np.unique(np.round(apart_ms / 1000.0, 3)).size == 1
    hidden = ~joined[1:] & (looks_joined | evenly_spaced)
    if not hidden.any():
        return time_s
    moved: Floats = time_s + np.append(0.0, np.cumsum(np.where(hidden, 1.0 + rr_ms[1:] / 1000.0, 0.0)))
    return moved


@contextmanager
def _quiet() -> Iterator[None]:
    """Constant intervals make NeuroKit2 divide by zero in indices that are not kept."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
