"""Masking against the truth, clean hearts left alone, intervals that cover, rhythms that are told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.hrv_hearts import KINDS, Heart, bigeminy, fibrillating, in_bursts, missing_in_bursts, rmssd, sprinkled
from benchmarks.hrv_others import hrvanalysis_corrected, neurokit_corrected, neurokit_detector_as_mask
from hrv import BeatSeries, Rhythm, find_artifacts
from hrv.cleaning.nn_intervals import CleanBeats
from hrv.cleaning.placement import place_windows
from hrv.cleaning.quality import Quality
from hrv.cleaning.regularity import judge_rhythm
from hrv.cleaning.standard_errors import errors
from hrv.engines.vectorised import analyse_in_bulk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.random import Generator

    from benchmarks.hrv_hearts import Spoiled
    from hrv.cleaning.standard_errors import Errors
    from hrv.numeric.arrays import Floats

HEARTS: Final = 1000
OF_WHICH_CORRECTED: Final = 100
CLEAN_HEARTS: Final = 300
OF_WHICH_COMPARED: Final = 50
STEADY_HEARTS: Final = 100
RHYTHMS: Final = 1000
WINDOW_S: Final = 300.0
STEADY_S: Final = 1800.0

SPOILS: Final[dict[str, Callable[[Generator, Floats], Spoiled]]] = {
    "ventricular 3 %": lambda rng, rr: sprinkled(rng, rr, "ventricular", 0.03),
    "missed 3 %": lambda rng, rr: sprinkled(rng, rr, "missed", 0.03),
    "extra 3 %": lambda rng, rr: sprinkled(rng, rr, "extra", 0.03),
    "mixed 3 %": lambda rng, rr: sprinkled(rng, rr, "mixed", 0.03),
    "ventricular 10 %": lambda rng, rr: sprinkled(rng, rr, "ventricular", 0.10),
    "mixed 10 %": lambda rng, rr: sprinkled(rng, rr, "mixed", 0.10),
    "mixed 10 % in bursts": lambda rng, rr: in_bursts(rng, rr, "mixed", 0.10),
    "bigeminy for 30 s": bigeminy,
}


def masking(seed: int) -> Iterator[str]:
    """RMSSD of spoiled windows against that of the same hearts before they were spoiled."""
    yield f"## RMSSD error against truth, {HEARTS} five-minute windows each: median (95th percentile), in %"
    yield f"Other programs, which take their time, and the last column: the first {OF_WHICH_CORRECTED}."
    yield (
        "| false beats | raw | NeuroKit2 corrected | hrv-analysis corrected | NeuroKit2's detector as mask | **ours** "
        "| 90 % interval of our median | oracle | ours / oracle | window rejected or rhythm unclear |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for name, spoil in SPOILS.items():
        hearts = [_spoiled_heart(np.random.default_rng((seed, heart)), spoil) for heart in range(HEARTS)]
        truth = np.array([rmssd(before) for before, _ in hearts])
        raw, ours, oracle = (100 * np.abs(column / truth - 1) for column in _masked_by_us(hearts))
        theirs = [100 * np.abs(column / truth[: column.size] - 1) for column in _others(hearts[:OF_WHICH_CORRECTED])]
        cells = [_median_and_p95(column) for column in (raw, *theirs, ours)]
        cells += [_interval_of_median(ours), _median_and_p95(oracle), f"{np.median(ours) / np.median(oracle):.2f}"]
        told = np.mean([_is_told(spoiled.rr) for _, spoiled in hearts[:OF_WHICH_CORRECTED]])
        yield f"| {name} | {' | '.join(cells)} | {told:.0%} |"


def _spoiled_heart(rng: Generator, spoil: Callable[[Generator, Floats], Spoiled]) -> tuple[Floats, Spoiled]:
    before = Heart.resting(rng).beats(rng, WINDOW_S)
    return before, spoil(rng, before)


def _masked_by_us(hearts: list[tuple[Floats, Spoiled]]) -> Floats:
    """RMSSD of the spoiled intervals as they are, as we mask them, and as one would who knows."""
    found = [
        (rmssd(rr), rmssd(rr, find_artifacts(BeatSeries.from_rr(rr)).masked), rmssd(rr, false))
        for _, (rr, false) in hearts
    ]
    return np.array(found).T


def _others(hearts: list[tuple[Floats, Spoiled]]) -> tuple[Floats, Floats, Floats]:
    """RMSSD as NeuroKit2 corrects, as hrv-analysis corrects, and by NeuroKit2's detector used as a mask."""
    series = [spoiled.rr for _, spoiled in hearts]
    return (
        np.array([neurokit_corrected(rr) for rr in series]),
        hrvanalysis_corrected(series),
        np.array([rmssd(rr, neurokit_detector_as_mask(rr)) for rr in series]),
    )


def _median_and_p95(percent: Floats) -> str:
    known = percent[np.isfinite(percent)]
    return f"{np.median(known):.2g} ({np.percentile(known, 95):.2g})" if known.size else "absent"


def _interval_of_median(percent: Floats) -> str:
    """From the order of the values alone: the ranks between which the median lies in nine of ten samples."""
    reach = 1.645 * np.sqrt(percent.size) / 2
    low, high = np.sort(percent)[[int(percent.size / 2 - reach), int(percent.size / 2 + reach)]]
    return f"{low:.2g} to {high:.2g}"


def _is_told(rr: Floats) -> bool:
    """Whether the window itself says that it should not be relied on."""
    window = analyse_in_bulk(BeatSeries.from_rr(rr), window_s=3600.0)[0]
    return window.quality is Quality.REJECTED or window.rhythm is Rhythm.UNCLEAR


def clean(seed: int) -> Iterator[str]:
    """What masking does to windows in which nothing is false."""
    yield f"## Clean five-minute windows, {CLEAN_HEARTS} of each kind"
    yield "| hearts | untouched: NeuroKit2 | untouched: **ours** | RMSSD changed at p95: NeuroKit2 | **ours** |"
    yield "|---|---|---|---|---|"
    for name, kind in KINDS.items():
        theirs, ours = [], []
        for heart in range(CLEAN_HEARTS):
            rng = np.random.default_rng((seed, heart))
            rr = kind(rng).beats(rng, WINDOW_S)
            if heart < OF_WHICH_COMPARED:
                theirs.append(abs(rmssd(rr, neurokit_detector_as_mask(rr)) / rmssd(rr) - 1))
            ours.append(abs(rmssd(rr, find_artifacts(BeatSeries.from_rr(rr)).masked) / rmssd(rr) - 1))
        untouched = [f"{np.mean(np.array(each) == 0):.1%}" for each in (theirs, ours)]
        changed = [f"{100 * np.percentile(each, 95):.2f} %" for each in (theirs, ours)]
        yield f"| {name} | {' | '.join(untouched)} | {' | '.join(changed)} |"


def coverage(seed: int) -> Iterator[str]:
    """How often the 90 % interval of a piece holds the value of half an hour of the same steady heart."""
    yield f"## Coverage of 90 % intervals: pieces of {STEADY_S / 60:.0f} steady minutes, {STEADY_HEARTS} hearts each"
    yield "Goal: at least 88 %. In brackets: so many times as wide as 90 % of the pieces need."
    yield "| hearts | piece | missing in bursts | RMSSD and ln RMSSD | SDNN | mean RR | median half width, RMSSD |"
    yield "|---|---|---|---|---|---|---|"
    for length_s in (60.0, 120.0, 300.0):
        for share in (0.0, 0.1, 0.2):
            found = {name: _off(kind, seed, length_s, share) for name, kind in KINDS.items()}
            for name, off in {**found, "**all**": np.concatenate(list(found.values()), axis=1)}.items():
                cells = " | ".join(f"{np.mean(each <= 1):.1%} ({1 / np.quantile(each, 0.9):.2f})" for each in off[:3])
                yield f"| {name} | {length_s:.0f} s | {share:.0%} | {cells} | {np.median(off[3]):.1%} |"


def restless_coverage(seed: int) -> Iterator[str]:
    """The same for hearts whose wander grows over the whole half hour, which no window can know."""
    yield f"## The same where the level wanders by waves of up to {STEADY_S / 60:.0f} minutes, all hearts together"
    yield "| piece | missing in bursts | RMSSD and ln RMSSD | SDNN | mean RR |"
    yield "|---|---|---|---|---|"
    for length_s in (60.0, 300.0):
        for share in (0.0, 0.2):
            off = [_off(kind, seed, length_s, share, wander_s=STEADY_S) for kind in KINDS.values()]
            cells = " | ".join(f"{np.mean(each <= 1):.1%}" for each in np.concatenate(off, axis=1)[:3])
            yield f"| {length_s:.0f} s | {share:.0%} | {cells} |"


def _off(
    kind: Callable[[Generator], Heart], seed: int, length_s: float, share: float, *, wander_s: float = 300.0
) -> Floats:
    """How far RMSSD, SDNN and mean RR of each piece lie off, in half widths of their intervals; and a half width."""
    parts = []
    for heart in range(STEADY_HEARTS):
        rng = np.random.default_rng((seed, heart))
        rr = kind(rng).beats(rng, STEADY_S, wander_s=wander_s)
        series = BeatSeries.from_rr(rr)
        spans = place_windows(series, window_s=length_s, hop_s=length_s)
        left = CleanBeats.of(series, missing_in_bursts(rng, rr.size, share), spans)
        parts.append(_pieces_off(rr, left, errors(left, spans)))
    return np.concatenate(parts, axis=1)


def _pieces_off(rr: Floats, left: CleanBeats, error: Errors) -> Floats:
    steps, truth = left.differences(), rr.std(ddof=1)
    off = []
    for window, (first, last) in enumerate(zip(left.first, left.last, strict=True)):
        own, joined = left.rr_ms[first:last], left.joined[first + 1 : last]
        found, known = float(np.sqrt(np.mean(steps[first + 1 : last][joined] ** 2))), error.of(window)
        beyond = np.log(truth / own.std(ddof=1))
        off.append(
            (
                abs(np.log(found / rmssd(rr)) / np.log(known.rmssd_factor)),
                abs(beyond / np.log(known.sdnn_above if beyond > 0 else known.sdnn_below)),
                abs(own.mean() - rr.mean()) / known.mean_rr_half_ms,
                known.rmssd_factor - 1,
            )
        )
    return np.array(off, float).T


def rhythm(seed: int) -> Iterator[str]:
    """How often a rhythm is called unclear, where it is and where it is not."""
    yield f"## Windows of five minutes called unclear, {RHYTHMS} of each kind"
    yield "Breaths of about three or four beats may keep step with the heart for five minutes by chance."
    yield "| hearts | called unclear | goal |"
    yield "|---|---|---|"
    kinds = {name: (lambda rng, kind=kind: kind(rng).beats(rng, WINDOW_S + 5)) for name, kind in KINDS.items()}
    for name, beats in {"atrial fibrillation": lambda rng: fibrillating(rng, WINDOW_S + 5), **kinds}.items():
        unclear = [_is_unclear(beats(np.random.default_rng((seed, heart)))) for heart in range(RHYTHMS)]
        goal = ">= 95 %" if name == "atrial fibrillation" else "<= 0.1 %"
        yield f"| {name} | {np.mean(unclear):.1%} | {goal} |"


def _is_unclear(rr: Floats) -> bool:
    series = BeatSeries.from_rr(rr)
    spans = place_windows(series, window_s=WINDOW_S, hop_s=WINDOW_S)
    return judge_rhythm(series, find_artifacts(series), spans)[0] is Rhythm.UNCLEAR
