"""What other programs say about the same beats. One that cannot take part says why."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from benchmarks.hrv_elsewhere import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hrv.numeric.arrays import Bools, Floats

SCRIPT: Final = Path(__file__).parent / "hrv_elsewhere.py"
ELSEWHERE: Final = Path(__file__).parent.parent / ".cache" / "others"
"""An environment of their own, made once; delete the folder to have it made anew."""

OTHERS: Final = ("hrv-analysis", "pyHRV", "HeartPy")


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


def neurokit(rr: Floats, *, time_s: Floats | None = None, **frequency: object) -> Indices:
    """NeuroKit2's indices; the power spectrum as the caller asks for it."""
    import neurokit2 as nk

    beats = {"RRI": rr, "RRI_Time": np.cumsum(rr) / 1000 if time_s is None else time_s}
    with quiet():
        time = nk.hrv_time(beats).iloc[0]
        power = nk.hrv_frequency(beats, **frequency).iloc[0]
    return Indices(time.HRV_RMSSD, time.HRV_SDNN, time.HRV_pNN50, power.HRV_LF, power.HRV_HF)


def hrvanalysis_corrected(several: Sequence[Floats]) -> Floats:
    """RMSSD of each series after hrv-analysis' Malik rule and interpolation; NaN where it gives none."""
    answers = _ask([("hrv-analysis corrected", rr) for rr in several])
    return np.array([np.nan if isinstance(answer, str) else answer[0] for answer in answers])


def others(rr: Floats) -> dict[str, Indices | str]:
    """What each of the other programs says about one series, or why it says nothing."""
    answers = _ask([(name, rr) for name in OTHERS])
    return {
        name: answer if isinstance(answer, str) else Indices(*answer)
        for name, answer in zip(OTHERS, answers, strict=True)
    }


def _ask(questions: Sequence[tuple[str, Floats]]) -> list[list[float] | str]:
    python, reason = _elsewhere()
    if reason:
        return [reason] * len(questions)
    asked = json.dumps({"ask": [(name, rr.tolist()) for name, rr in questions]})
    done = subprocess.run([python, "-I", SCRIPT], input=asked, check=True, capture_output=True, text=True)  # noqa: S603 - our own script
    answers: list[list[float] | str] = json.loads(done.stdout)["answers"]
    return answers


@cache
def _elsewhere() -> tuple[Path, str]:
    """The interpreter of the others' environment, which is made when it is not there; or why there is none."""
    python = ELSEWHERE / "bin" / "python"
    complete = ELSEWHERE / "complete"
    if complete.exists():
        return python, ""
    listed = [f"{name}=={version}" for name, version in VERSIONS.items()]
    try:
        _run(sys.executable, "-m", "venv", "--clear", str(ELSEWHERE))
        _run(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *listed)
    except (OSError, subprocess.CalledProcessError) as error:
        said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        return python, f"no environment could be made for it ({said[-1][:120] if said else type(error).__name__})"
    complete.touch()
    return python, ""


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own interpreter, pinned versions
