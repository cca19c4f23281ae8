"""What hrv-analysis, pyHRV and HeartPy say about beats: a script for an environment in which they run.

They do not run beside our NumPy, so `benchmarks.hrv_others` makes an environment with the versions below and runs this
script there, as the interpreter's only task: one JSON object on standard input, `{"ask": [[name, [rr_ms, ...]], ...]}`,
and one on standard output, `{"answers": [[number, ...] or sentence, ...]}`. It imports nothing of ours.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
import warnings
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

VERSIONS: Final = {
    "hrv-analysis": "1.0.5",
    "pyhrv": "0.5.0",
    "heartpy": "1.2.7",
    "numpy": "1.26.4",  # the others still call numpy.trapz
    "nolds": "0.5.2",  # newer ones have lost a function that hrv-analysis imports
    "peakutils": "1.3.5",  # pyHRV imports it and does not say so
}


def hrvanalysis(rr: list[float]) -> Sequence[float]:
    """RMSSD, SDNN, pNN50, and LF and HF by hrv-analysis' own Welch."""
    module = importlib.import_module("hrvanalysis")
    time, power = module.get_time_domain_features(rr), module.get_frequency_domain_features(rr)
    return time["rmssd"], time["sdnn"], time["pnni_50"], power["lf"], power["hf"]


def hrvanalysis_corrected(rr: list[float]) -> Sequence[float]:
    """RMSSD after hrv-analysis' Malik rule and interpolation."""
    module = importlib.import_module("hrvanalysis")
    cleaned = module.remove_ectopic_beats(rr, method="malik")
    filled = np.array(module.interpolate_nan_values(cleaned), float)
    steps = np.diff(filled[np.isfinite(filled)])
    return (np.sqrt(np.mean(steps**2)),)


def pyhrv(rr: list[float]) -> Sequence[float]:
    """The same indices by pyHRV."""
    time, frequency = importlib.import_module("pyhrv.time_domain"), importlib.import_module("pyhrv.frequency_domain")
    power = frequency.welch_psd(nni=np.array(rr), show=False, mode="dev")[0]["fft_abs"]
    return time.rmssd(rr)["rmssd"], time.sdnn(rr)["sdnn"], time.nn50(rr)["pnn50"], power[1], power[2]


def heartpy(rr: list[float]) -> Sequence[float]:
    """The same indices by HeartPy, whose pNN50 is a fraction."""
    module = importlib.import_module("heartpy.analysis")
    intervals = np.array(rr)
    steps, working = np.diff(intervals), {"RR_list_cor": intervals}
    _, time = module.calc_ts_measures(intervals, np.abs(steps), steps**2, measures={}, working_data=working)
    _, power = module.calc_fd_measures(method="welch", measures={}, working_data=working)
    return time["rmssd"], time["sdnn"], 100 * time["pnn50"], power["lf"], power["hf"]


PROGRAMS: Final[dict[str, Callable[[list[float]], Sequence[float]]]] = {
    "hrv-analysis": hrvanalysis,
    "hrv-analysis corrected": hrvanalysis_corrected,
    "pyHRV": pyhrv,
    "HeartPy": heartpy,
}


def answer(name: str, rr: list[float]) -> list[float] | str:
    """The numbers of one program, or what it raised."""
    try:
        return [float(number) for number in PROGRAMS[name](rr)]
    except Exception as error:  # noqa: BLE001 - whatever a foreign program raises is the answer
        return f"{type(error).__name__}: {error}"


def main() -> None:
    """Answer everything that is asked; what the programs print is not passed on."""
    asked = json.load(sys.stdin)["ask"]
    with warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        answers = [answer(name, rr) for name, rr in asked]
    json.dump({"answers": answers}, sys.stdout)


if __name__ == "__main__":
    main()
