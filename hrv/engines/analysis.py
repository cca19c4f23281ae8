"""Analysis of a recording: from beats to its windows, in one function."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import numpy as np

from hrv.cleaning.artifacts import find_artifacts
from hrv.cleaning.nn_intervals import CleanBeats, longest_stretches
from hrv.cleaning.own_variability import varying
from hrv.cleaning.placement import measure, place_windows
from hrv.cleaning.quality import Quality, grade
from hrv.cleaning.regularity import judge_rhythm
from hrv.cleaning.standard_errors import errors
from hrv.engines import neurokit
from hrv.index_types import Sd2
from hrv.numeric.malloc import keep_freed_memory
from hrv.spectral.peak_to_trough import peak_to_trough_ms
from hrv.spectral.spectrum import SHORTEST_FOR_HF_S
from hrv.windows.poincare import sd2_ms
from hrv.windows.window import NO_WAVES, Facts, Numbers, Waves, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor

    from hrv.beats import BeatSeries
    from hrv.cleaning.nn_intervals import Stretch, TimeDomain
    from hrv.cleaning.placement import Spans
    from hrv.spectral.spectrum import Spectrum

LEAST_SHARE_FOR_A_SPECTRUM: Final = 0.75
WINDOW_S: Final = 300.0
HOP_S: Final = 60.0
WINDOWS_AT_ONCE: Final = 40
"""What one process computes at a time where several do: half a second's work, so that none waits long for another."""

Listed = TypeVar("Listed")
Found = TypeVar("Found")


class WindowEngine(NamedTuple):
    """Who computes: the indices of the listed windows, and the spectra of the listed stretches of clean beats."""

    time_domains: Callable[[CleanBeats, Sequence[int]], Sequence[TimeDomain]]
    spectra: Callable[[CleanBeats, Sequence[Stretch]], Sequence[Spectrum]]

    def shared_out(self, processes: Executor) -> WindowEngine:
        """The same engine and the same numbers, some windows at a time in each of several processes."""
        return WindowEngine(
            partial(_in_parts, processes, self.time_domains), partial(_in_parts, processes, self.spectra)
        )


def _in_parts(
    processes: Executor,
    compute: Callable[[CleanBeats, Sequence[Listed]], Sequence[Found]],
    clean: CleanBeats,
    listed: Sequence[Listed],
) -> list[Found]:
    parts = [listed[start : start + WINDOWS_AT_ONCE] for start in range(0, len(listed), WINDOWS_AT_ONCE)]
    return [found for part in processes.map(partial(compute, clean), parts) for found in part]


ENGINE_OF_RECORD: Final = WindowEngine(neurokit.time_domains, neurokit.spectra)


def analyse(
    series: BeatSeries, *, window_s: float = WINDOW_S, hop_s: float = HOP_S, processes: Executor | None = None
) -> tuple[Window, ...]:
    """The windows of a recording in order, computed by NeuroKit2 from its clean beats.

    Windows are `window_s` seconds long, one every `hop_s` seconds; a recording shorter than `window_s` but of at least
    30 s gives one window of its own length, of fair quality at best. Windows without a single beat are left out. Raises
    `ValueError` for a window under 30 s or a step that is not above zero. With `processes` they compute beside one
    another, which pays from some hours on, as each has to load NeuroKit2; the numbers are the same to the last bit.
    """
    engine = ENGINE_OF_RECORD if processes is None else ENGINE_OF_RECORD.shared_out(processes)
    return analyse_with(engine, series, window_s=window_s, hop_s=hop_s)


def analyse_with(engine: WindowEngine, series: BeatSeries, *, window_s: float, hop_s: float) -> tuple[Window, ...]:
    """`analyse` by a given engine: masking, evidence, quality, rhythm and intervals are the same for all of them."""
    keep_freed_memory()
    spans = place_windows(series, window_s=window_s, hop_s=hop_s)
    artifacts = find_artifacts(series)
    clean = CleanBeats.of(series, artifacts.masked, spans)
    evidence = measure(series, artifacts.masked, spans)
    facts = Facts.zipped(
        spans,
        evidence,
        grade(evidence, spans, clean.n_differences(), window_s=window_s),
        judge_rhythm(series, artifacts, spans),
    )
    numbers = _numbers(engine, clean, spans, facts)
    return tuple(Window.of(fact, numbers.get(window)) for window, fact in enumerate(facts))


def _numbers(engine: WindowEngine, clean: CleanBeats, spans: Spans, facts: Sequence[Facts]) -> dict[int, Numbers]:
    """The numbers of every window that is not rejected."""
    usable = [window for window, fact in enumerate(facts) if fact.quality is not Quality.REJECTED]
    varied = dict(zip(usable, varying(clean, usable), strict=True))
    waves = _waves(engine, clean, [window for window in usable if varied[window]], facts)
    along, error = sd2_ms(clean), errors(clean, spans)
    return {
        window: Numbers.of(time, waves.get(window, NO_WAVES), error.of(window), sd2_ms=Sd2(float(along[window])))
        if varied[window]
        else Numbers.without_variability(time, error.of(window))
        for window, time in zip(usable, engine.time_domains(clean, usable), strict=True)
    }


def _waves(engine: WindowEngine, clean: CleanBeats, usable: Sequence[int], facts: Sequence[Facts]) -> dict[int, Waves]:
    """Spectrum and breath swing of the windows in which enough beats hang together."""
    stretches = {
        window: stretch
        for window, stretch in zip(usable, longest_stretches(clean, usable), strict=True)
        if stretch.length_s >= _needed_s(facts[window])
    }
    parts = list(stretches.values())
    spectra = engine.spectra(clean, parts)
    swings = peak_to_trough_ms(clean, parts, np.array([spectrum.breathing_hz for spectrum in spectra]))
    return {
        window: Waves(spectrum, swing)
        for window, spectrum, swing in zip(stretches, spectra, swings.tolist(), strict=True)
    }


def _needed_s(fact: Facts) -> float:
    return max(SHORTEST_FOR_HF_S, LEAST_SHARE_FOR_A_SPECTRUM * (fact.end_s - fact.start_s))
