"""Masking and rhythm on real hearts: a row for each set of recordings, with the goals. Nothing of them is kept.

Constants were chosen on `nsr-24h`, with `polar-h10-rest` and nsr004 in view, so no row of these is held out. "Put in"
means that beats of real stretches without a step of 10 % were spoiled on purpose, so that the truth is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from benchmarks.hrv_hearts import (
    CHANGES_OF_RATE,
    LOCKED_TO_BEATS,
    PAUSES,
    Heart,
    locked,
    rmssd,
    small_early_beats,
    sprinkled,
)
from benchmarks.hrv_recordings import ABSENT, FOLDER, annotated_beats, ecg_beats
from hrv import BeatSeries, Quality, Rhythm, analyse_in_bulk, find_artifacts
from hrv.cleaning.artifacts import REFUSED_ABOVE_MS, REFUSED_BELOW_MS, ArtifactKind
from hrv.cleaning.placement import place_windows
from sensors.recordings.registry import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.random import Generator

    from benchmarks.hrv_hearts import Spoiled
    from hrv import Window
    from hrv.numeric.arrays import Bools, Floats

WINDOW_S: Final = 300.0
FITTED_ON: Final = "nsr-24h"
SETS: Final = {
    "nsr-24h": "nsr-24h/*.gz",
    "polar-h10-rest": "polar-h10-rest/*.gz",
    "selfloops": "selfloops/*r.txt.gz",
}
TOOLBOX_TRUE_HZ: Final = 128.0
TOOLBOX_READ_HZ: Final = 125.0
SMALL, MIDDLE = 0.10, 0.15
FEWEST_BEATS: Final = 100
MOST_OF_A_SET: Final = 120
REPEATS: Final = 4
SPOILED_FOR: Final = 1600
SIMULATED: Final = 300
RAISED: Final = 0.15
FEW_ECTOPIC: Final = 0.05
TOGETHER: Final = "all together"


class Stretch(NamedTuple):
    """Five real minutes without a hole: intervals, which of them are masked, and the largest step as a share."""

    rr: Floats
    masked: Bools
    largest_step: float

    @property
    def change(self) -> float:
        """By how much masking changes RMSSD, in per cent."""
        return 100 * (rmssd(self.rr, self.masked) / rmssd(self.rr) - 1)


def recordings() -> dict[str, list[BeatSeries]]:
    """Healthy people's recordings, by the folder they are in."""
    found = {name: [read(path).series for path in sorted(FOLDER.glob(where))] for name, where in SETS.items()}
    rr, _ = annotated_beats(FOLDER / "toolbox-reference" / "nsr004.ecg")
    found["toolbox-reference"] = [BeatSeries.from_rr(rr * TOOLBOX_READ_HZ / TOOLBOX_TRUE_HZ)]
    found["five-devices"] = [ecg_beats(FOLDER / "five-devices" / "test_vu.txt")]
    return found


def stretches(series: BeatSeries) -> Iterator[Stretch]:
    """The whole five minutes of a recording, with the masking of the whole recording."""
    masked, joined = find_artifacts(series).masked, series.joined()
    spans = place_windows(series, window_s=WINDOW_S, hop_s=WINDOW_S)
    for first, last in zip(spans.first, spans.last, strict=True):
        rr = series.rr_ms[first:last]
        possible = (rr >= REFUSED_BELOW_MS) & (rr <= REFUSED_ABOVE_MS)
        if rr.size >= FEWEST_BEATS and possible.all() and joined[first + 1 : last].all():
            yield Stretch(rr, masked[first:last], float((np.abs(np.diff(rr)) / np.minimum(rr[1:], rr[:-1])).max()))


def left_alone(seed: int) -> Iterator[str]:
    """What masking does to real windows, by the largest step in them."""
    del seed  # what is recorded needs no dice
    yield "## Real five-minute windows: what masking takes, by the largest step"
    yield "Goals: under 10 %: at most 0.05 % of beats, RMSSD p5 -2 %, worst -10 %; 10 to 15 %: p5 -12 %, worst -25 %."
    yield "| recordings | largest step | windows | beats masked | windows touched | RMSSD: p5 | worst |"
    yield "|---|---|---|---|---|---|---|"
    for name, group in _sets().items():
        for low, high in ((0.0, SMALL), (SMALL, MIDDLE)):
            some = [each for each in group if low <= each.largest_step < high]
            if some:
                yield f"| {name} | {low:.0%} to {high:.0%} | {_left_alone(some)} |"


def _sets() -> dict[str, list[Stretch]]:
    sets = {name: [each for series in group for each in stretches(series)] for name, group in recordings().items()}
    return sets | {TOGETHER: [each for group in sets.values() for each in group]}


def _left_alone(some: Sequence[Stretch]) -> str:
    masked = sum(int(each.masked.sum()) for each in some) / sum(each.rr.size for each in some)
    touched = np.mean([each.masked.any() for each in some])
    changes = np.array([each.change for each in some])
    return f"{len(some)} | {masked:.3%} | {touched:.1%} | {np.percentile(changes, 5):.1f} % | {changes.min():.1f} %"


def put_in(seed: int) -> Iterator[str]:
    """RMSSD of real stretches after false beats were put in."""
    yield "## False beats put into real stretches without a step of 10 %: RMSSD error, median (p95), in %"
    yield "Goals: mixed 1.2 (4.5); early beats no worse than the masking before, 3.0 (21)."
    yield "| recordings | spoiled stretches | 3 % mixed | the same by an oracle | 3 % of beats 6 to 10 % early |"
    yield "|---|---|---|---|---|"
    for name, group in _sets().items():
        calm = [each.rr for each in group if each.largest_step < SMALL][:SPOILED_FOR]
        if calm:
            cells = " | ".join((*_put_in(seed, calm, _mixed), _put_in(seed, calm, small_early_beats)[0]))
            yield f"| {name} | {len(_spoiled(seed, calm, _mixed))} | {cells} |"


def _mixed(rng: Generator, rr: Floats) -> Spoiled:
    return sprinkled(rng, rr, "mixed", 0.03)


def _spoiled(
    seed: int, calm: Sequence[Floats], spoil: Callable[[Generator, Floats], Spoiled]
) -> list[tuple[float, Spoiled]]:
    repeats = max(1, min(REPEATS, SPOILED_FOR // len(calm)))
    return [
        (rmssd(rr), spoil(np.random.default_rng((seed, number, again)), rr))
        for number, rr in enumerate(calm)
        for again in range(repeats)
    ]


def _put_in(seed: int, calm: Sequence[Floats], spoil: Callable[[Generator, Floats], Spoiled]) -> tuple[str, str]:
    found = np.array(
        [
            (rmssd(rr, find_artifacts(BeatSeries.from_rr(rr)).masked) / truth - 1, rmssd(rr, false) / truth - 1)
            for truth, (rr, false) in _spoiled(seed, calm, spoil)
        ]
    )
    ours, oracle = 100 * np.abs(found).T
    return _median_and_p95(ours), _median_and_p95(oracle)


def _median_and_p95(percent: Floats) -> str:
    return f"{np.median(percent):.2g} ({np.percentile(percent, 95):.2g})"


def locked_patterns(seed: int) -> Iterator[str]:
    """How many real windows are unclear once a pattern that follows the beat count is put on them."""
    yield "## Patterns of 30 ms put on real good regular windows, where they raise RMSSD by 15 % and more: unclear"
    yield "Goals: 95 % without a slip of phase, 93 % with two; none refused."
    yield "| recordings | pattern | windows | no slip | two slips | refused |"
    yield "|---|---|---|---|---|---|"
    for name, group in recordings().items():
        regular = [rr for series in group for rr in _good_and_regular(series)]
        some = regular[:: max(1, len(regular) // MOST_OF_A_SET)]
        for pattern, steps in LOCKED_TO_BEATS.items():
            put = {slips: _put_on(seed, some, steps, slips) for slips in (0, 2)}
            if put[0]:
                shares = (f"{np.mean([each.rhythm is Rhythm.UNCLEAR for each in some]):.1%}" for some in put.values())
                refused = sum(each.quality is Quality.REJECTED for some in put.values() for each in some)
                yield f"| {name} | {pattern} | {len(put[0])} | {' | '.join(shares)} | {refused} |"


def _good_and_regular(series: BeatSeries) -> Iterator[Floats]:
    for window in analyse_in_bulk(series, window_s=WINDOW_S, hop_s=WINDOW_S):
        if window.quality is Quality.GOOD and window.rhythm is Rhythm.REGULAR:
            yield series.between(window.start_s, window.end_s).rr_ms


def _put_on(seed: int, windows: Sequence[Floats], pattern: tuple[float, ...], slips: int) -> list[Window]:
    put = []
    for number, rr in enumerate(windows):
        changed = locked(np.random.default_rng((seed, number, slips)), rr, pattern, slips=slips)
        masked = find_artifacts(BeatSeries.from_rr(rr)).masked
        if rmssd(changed, masked) >= (1 + RAISED) * rmssd(rr, masked):
            put.append(analyse_in_bulk(BeatSeries.from_rr(changed), window_s=3600.0)[0])
    return put


def rhythms(seed: int) -> Iterator[str]:
    """How many windows of people whose rhythm is known are unclear, a window every minute."""
    del seed
    yield "## Real windows of five minutes called unclear, one every minute"
    yield "Goals: healthy people with at most 5 % ectopic beats 0.1 %; pvc all; chf 97 % of the rules before, 0.73 %."
    yield "| recordings | windows | unclear |"
    yield "|---|---|---|"
    healthy = recordings()
    groups = healthy | {
        name: [read(path).series for path in sorted((FOLDER / name).glob("*.gz"))] for name in ("chf-24h", "pvc")
    }
    known: list[Window] = []
    for name, group in groups.items():
        windows = [window for series in group for window in _with_few_ectopic(series, all_of_them=name not in healthy)]
        yield _unclear(name, windows)
        known += windows if name in healthy else []
    yield _unclear(f"healthy, {TOGETHER}", known)


def _unclear(name: str, windows: Sequence[Window]) -> str:
    unclear = sum(window.rhythm is Rhythm.UNCLEAR for window in windows)
    return f"| {name} | {len(windows)} | {unclear} ({unclear / len(windows):.2%}) |"


def _with_few_ectopic(series: BeatSeries, *, all_of_them: bool) -> Iterator[Window]:
    ectopic = find_artifacts(series).kind == ArtifactKind.ECTOPIC
    for window in analyse_in_bulk(series, window_s=WINDOW_S):
        first, last = np.searchsorted(series.time_s, (window.start_s, window.end_s), side="right")
        if all_of_them or ectopic[first:last].sum() / 2 <= FEW_ECTOPIC * (last - first):
            yield window


def changes_of_rate(seed: int) -> Iterator[str]:
    """What masking does to hearts that sigh, swallow, stand up, breathe deeply; and to pauses."""
    yield f"## Simulated hearts whose rate changes quickly, {SIMULATED} each: what masking takes"
    yield "| hearts | beats masked | RMSSD changed: median | p5 | worst |"
    yield "|---|---|---|---|---|"
    for name, happen in CHANGES_OF_RATE.items():
        hearts = [happen(rng, _resting(rng)) for rng in _dice(seed)]
        masks = [find_artifacts(BeatSeries.from_rr(rr)).masked for rr in hearts]
        changes = [100 * (rmssd(rr, mask) / rmssd(rr) - 1) for rr, mask in zip(hearts, masks, strict=True)]
        cells = (f"{cell:.1f} %" for cell in (np.median(changes), np.percentile(changes, 5), min(changes)))
        yield f"| {name} | {np.mean(np.concatenate(masks)):.3%} | {' | '.join(cells)} |"
    yield ""
    yield "| pauses | pauses masked | RMSSD error: median (p95) | by an oracle |"
    yield "|---|---|---|---|"
    for name, pause in PAUSES.items():
        rows = []
        for rng in _dice(seed):
            before = _resting(rng)
            rr, false = pause(rng, before)
            mask, truth = find_artifacts(BeatSeries.from_rr(rr)).masked, rmssd(before)
            rows.append((mask[false].mean(), abs(rmssd(rr, mask) / truth - 1), abs(rmssd(rr, false) / truth - 1)))
        found, ours, oracle = np.array(rows).T
        yield f"| {name} | {found.mean():.1%} | {_median_and_p95(100 * ours)} | {_median_and_p95(100 * oracle)} |"


def _dice(seed: int) -> Iterator[Generator]:
    return (np.random.default_rng((seed, heart)) for heart in range(SIMULATED))


def _resting(rng: Generator) -> Floats:
    return Heart.resting(rng).beats(rng, WINDOW_S)


def real(seed: int) -> Iterator[str]:
    """All tables of real hearts, or a line that says why there are none."""
    if not FOLDER.is_dir():
        yield ABSENT
        return
    yield f"Constants of masking and rhythm were fitted on {FITTED_ON}; the other recordings are reported."
    for table in (left_alone, put_in, locked_patterns, rhythms):
        yield ""
        yield from table(seed)
