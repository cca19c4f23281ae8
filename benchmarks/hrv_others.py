"""What other programs say about the same beats. One that is not installed says why it is absent."""

from __future__ import annotations

import contextlib
import importlib
import io
import warnings
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hrv.arrays import Bools, Floats

REFUSED: Final = float("nan")


class Indices(NamedTuple):
    """RMSSD, SDNN (ms), pNN50 (%), LF and HF (ms2); NaN where a program gives none."""

    rmssd: float
    sdnn: float
    pnn50: float
    lf: float
    hf: float


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Other programs print and warn."""
    if not hasattr(np, "trapz"):
        np.trapz = np.trapezoid  # noqa: NPY201 - hrv-analysis and HeartPy still call the old name
    with warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def neurokit_corrected(rr: Floats) -> float:
    """RMSSD after NeuroKit2's iterative Kubios correction, which interpolates."""
    import neurokit2 as nk

    peaks = np.append(0, np.round(np.cumsum(rr))).astype(int)
    with quiet():
        _, corrected = nk.signal_fixpeaks(peaks, sampling_rate=1000, method="Kubios", iterative=True)
    return float(np.sqrt(np.mean(np.diff(np.diff(corrected)) ** 2)))


def neurokit_detector_as_mask(rr: Floats) -> Bools:
    """The beats that NeuroKit2's detector (Lipponen & Tarvainen) calls false, and the one after each."""
    from neurokit2.signal.signal_fixpeaks import _find_artifacts

    found, _ = _find_artifacts(np.append(0, np.round(np.cumsum(rr))), sampling_rate=1000)
    peaks = np.zeros(rr.size + 2, np.bool_)
    for listed in found.values():
        for peak in listed:
            peaks[peak : peak + 2] = True
    return peaks[1:-1]


def hrvanalysis_corrected(rr: Floats) -> float:
    """RMSSD after hrv-analysis' Malik rule and interpolation."""
    module = importlib.import_module("hrvanalysis")
    with quiet():
        cleaned = module.remove_ectopic_beats(list(rr), method="malik")
        filled = np.array(module.interpolate_nan_values(cleaned), float)
    filled = filled[np.isfinite(filled)]
    return float(np.sqrt(np.mean(np.diff(filled) ** 2)))


def neurokit(rr: Floats, **frequency: object) -> Indices:
    """NeuroKit2's indices; the power spectrum as the caller asks for it."""
    import neurokit2 as nk

    beats = {"RRI": rr, "RRI_Time": np.cumsum(rr) / 1000}
    with quiet():
        time = nk.hrv_time(beats).iloc[0]
        power = nk.hrv_frequency(beats, **frequency).iloc[0]
    return Indices(time.HRV_RMSSD, time.HRV_SDNN, time.HRV_pNN50, power.HRV_LF, power.HRV_HF)


def hrvanalysis(rr: Floats) -> Indices:
    """hrv-analysis, its own spectrum by Welch."""
    module = importlib.import_module("hrvanalysis")
    with quiet():
        time = module.get_time_domain_features(list(rr))
        power = module.get_frequency_domain_features(list(rr))
    return Indices(time["rmssd"], time["sdnn"], time["pnni_50"], power["lf"], power["hf"])


def pyhrv(rr: Floats) -> Indices:
    """pyHRV, its own spectrum by Welch."""
    time, power = importlib.import_module("pyhrv.time_domain"), importlib.import_module("pyhrv.frequency_domain")
    with quiet():
        found = power.welch_psd(nni=rr, show=False, mode="dev")[0]["fft_abs"]
        steps, spread, large = time.rmssd(rr)["rmssd"], time.sdnn(rr)["sdnn"], time.nn50(rr)["pnn50"]
    return Indices(steps, spread, large, found[1], found[2])


def heartpy(rr: Floats) -> Indices:
    """HeartPy, its own spectrum by Welch."""
    module = importlib.import_module("heartpy.analysis")
    with quiet():
        steps = np.diff(rr)
        working = {"RR_list_cor": rr}
        _, time = module.calc_ts_measures(rr, np.abs(steps), steps**2, measures={}, working_data=working)
        _, power = module.calc_fd_measures(method="welch", measures={}, working_data=working)
    return Indices(time["rmssd"], time["sdnn"], 100 * time["pnn50"], power["lf"], power["hf"])


OTHERS: Final[dict[str, Callable[[Floats], Indices]]] = {
    "hrv-analysis": hrvanalysis,
    "pyHRV": pyhrv,
    "HeartPy": heartpy,
}


def absent(program: Callable[[Floats], Indices]) -> str:
    """Why a program cannot take part; empty when it can."""
    try:
        with quiet():
            program(900 + 30 * np.sin(np.arange(400.0)))
    except Exception as error:  # noqa: BLE001 - whatever a foreign program raises is the answer
        return f"{type(error).__name__}: {error}"
    return ""
