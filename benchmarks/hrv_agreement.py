"""Who agrees with whom on the same beats, and the page that says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.hrv_elsewhere import VERSIONS
from benchmarks.hrv_hearts import Heart, two_sines
from benchmarks.hrv_others import Indices, neurokit, others
from benchmarks.hrv_power import known_waves, real_hearts, wandering_waves
from benchmarks.hrv_recordings import five_devices, run, toolbox
from benchmarks.real_intervals import next_readings_table
from hrv import BeatSeries
from hrv.engines.analysis import ENGINE_OF_RECORD, analyse_with
from hrv.engines.vectorised import BULK_ENGINE
from hrv.spectral.spectrum import METHOD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hrv.engines.analysis import WindowEngine
    from hrv.numeric.arrays import Floats

PAGE: Final = Path(__file__).parent.parent / "docs" / "hrv-agreement.md"
SECONDS: Final = 300.0
LF_TRUTH_MS2: Final = 25.0**2 / 2
HF_TRUTH_MS2: Final = 40.0**2 / 2

COMPARED_AT_MS: Final = 800.0

OURS: Final = "**ours**, in bulk"
NEUROKIT: Final = "NeuroKit2, welch, normalize=False"
NEUROKIT_WAYS: Final[dict[str, dict[str, object]]] = {
    NEUROKIT: {"psd_method": "welch", "normalize": False},
    "NeuroKit2 as called by default": {},
    "NeuroKit2, lomb, normalize=False": {"psd_method": "lomb", "normalize": False},
    "NeuroKit2, fft, normalize=False": {"psd_method": "fft", "normalize": False},
}

WORDS: Final = """# Who agrees with whom on heart-rate variability, and why not

`make bench` writes this page anew from simulated hearts with fixed seeds and, where they are present, real recordings.

## What agrees

Mean RR, SDNN, RMSSD, SD1 and SD2 of the same clean beats agree between all programs to rounding. Ours are NeuroKit2's:
`hrv.analyse` calls NeuroKit2 and differs from a direct call by less than 1e-9; `hrv.analyse_in_bulk` and the live
engine compute the same definitions in numpy and are held to NeuroKit2 by tests (1e-9 in the time domain, 1e-6 in the
spectrum).

## What differs, and why

- **SDNN** is divided by n - 1 (ours, NeuroKit2, hrv-analysis, pyHRV) or by n (HeartPy).
- **pNN50** is counted over differences plus one (ours, NeuroKit2), or over differences.
- **LF and HF** depend on how the curve is drawn, tapered and integrated. Ours: {method}; bands 0.04-0.15 and 0.15-0.40
  Hz. A quadratic spline through beats loses some of each wave, the more the fewer beats a wave has; how much is known,
  so it is divided out (decision 13). The tables below say what is left, and what that changes beside NeuroKit2's own
  number. Above half the beat rate nothing is counted. Where exactly three beats fall to a breath and nothing wanders at
  all, the beats themselves leave open how deep the breath is; no heart does that for five minutes.
- **Welch's segments** are half as long as the window; NeuroKit2 rounds so that two or three of them fit, depending on
  hundredths of a second, which alone moves LF by some per cent, at worst by a third. We keep its way of counting.
- **NeuroKit2's defaults** give a normalised density, not ms2; its fft way is not scaled to ms2 at all, nor is its lomb
  way, which needs astropy and gave fifty times Welch's power when it was there.
- **False beats**: NeuroKit2's and hrv-analysis' corrections put made-up intervals in the place of false ones. Ours
  leaves them out, with the differences that they touch; `make bench` prints the errors of both.
- **Gaps**: no difference crosses a hole here, and a spectrum is taken only from a part without one; otherwise it is
  absent, with the reason.

## How false beats are found

The detector started from Lipponen & Tarvainen (2019) as NeuroKit2 carries it out and keeps its ideas: thresholds from
the local spread of differences, and patterns of neighbours. Used as a plain mask it touches most clean windows, because
its first threshold lies at about two standard deviations, and it breaks down when a quarter of the differences around
are false, because the quartiles then are false too. So the spread is taken from a low quantile first and from trusted
beats then, and a beat is suspected only when two rules agree: a difference that it takes part in is implausible, and
the beat is far from what the trusted beats on both sides foretell. A single large difference between small ones is a
step of the heart, not an artifact: an ECG during slow breathing below has one in every breath. Of several missed beats
in a row only the first and the last are certain to be masked; RMSSD is right then, mean RR and SDNN are not quite.

A suspected beat is masked only with evidence of an artifact (decision 18). A beat between two steps of one direction,
both under 20 %, lies on a slope of the rate: sighs, swallowing and standing up make such slopes. Suspected beats that
no step of 10 % touches are left alone, unless one is plainly early: at least 5 % shorter than both neighbours, and by
more than 1.5 times what nine in ten clean differences around stay under. What that cannot tell from the heart's own
variation stays in: single early beats of less than 5 %.

## When a rhythm is unclear

- More than 5 % of beats are premature.
- Many steps above 15 % follow on one another and the last eight intervals do not foretell the next one, or more than
  one in ten steps is above 35 %. Sawtooth breathing makes such steps too, but one by one.
- A pattern follows the beat count: every second, third or fourth beat. It is folded over blocks of 64 beats and must
  explain a quarter of the squared steps with a swing of 20 ms. For three and four beats it must also keep step with the
  beats over the five minutes (slips by whole beats are allowed for), which a breath of three or four beats rarely does.

A breath can lock to the heart in healthy people at rest (Schäfer et al. 1998, Nature 392:239). From beats alone that
cannot be told from a pattern of extra beats, so such a window may be unclear: in one of the recorded nights below 0.6 %
of the windows are. A measured breath could decide; beats cannot. So a smooth wave of exactly four beats
and 30 ms is found in 84 to 100 % of real windows only (74 to 99 % with two slips of phase); patterns of early beats are
found in 97 to 100 % (94 to 100 %) in the four larger sets. `five-devices` has eight windows at most: with two slips six
of eight are found with every second beat, two of three with a wave of three, one of two with a wave of four.
Windows of under 65 beats are not folded.

## When there is no variability

Where the middle 90 % of the intervals spans under 4 ms the heart does not vary by itself: a pacemaker, or a device that
smooths. Mean RR and rate are given then, and no index of variability. That is one rule for windows, for the checks,
days and imports that are made of them, and for live numbers. A low RMSSD alone is never a reason. No good or fair
window of 30 s to five minutes of healthy and of failing hearts here is that narrow; the narrowest spans 7.8 ms. Tables
of days and the backtest have no intervals: they refuse what lies outside 0.665 to 665 ms, which is no RMSSD in ms (a
smaller number may be in seconds), and a logarithm of nought, which stands for a missing value.

## What real hearts leave open

Over all sets together goals are met, but for the smooth wave of four beats: 94 % of such windows are found (goal 95 %),
88 % with two slips (93 %). In single sets these are not met either.

- **`selfloops`, steps under 10 %**: 0.17 % of beats masked, RMSSD p5 -3.8 %. There are four such windows, and three
  beats in one of them: 605 between 645 and 643 ms, 588 and 601 between 631 and 633 ms. They are 6 to 7 % shorter than
  both neighbours, which is what a small early beat looks like; letting them go would let those go. In all 635 such
  windows together 0.008 % of beats are masked, p5 is 0.0 % and the worst -5.4 %.
- **`selfloops`, mixed artefacts**: p95 6.8 % of 16 spoiled stretches, so one of them decides; the median is 1.1 %. The
  masking before left 9.7 % and 19 % there, leaving out just the false beats 0.9 % and 2.9 %.
- **nsr004, beats 6 to 10 % early**: 4.4 % (p95 24.3 %); the masking before left 4.5 % (23.7 %) there. Its clock ticks
  every 7.8 ms, a fifth of what is looked for. `selfloops` has 5.1 % (p95 20 %), of 16 stretches.
- **nsr004 unclear**: 8 of 1,383 windows. In each of them a breath takes 3.95 to 4.12 beats, at 51 to 60 beats a minute;
  the annotations call every interval of six of them normal, and all but two of the others. That is a heart locked to
  the breath (Schäfer et al. 1998), not a fault of the recording. A fold that asked for more than a smooth wave would
  spare it, and miss patterns of four beats that are as smooth. Of all healthy windows together 11 of 12,437 (0.09 %)
  are unclear.
- **Simulated hearts**: of 1,000 of each kind 0.2 % are unclear at rest, 0.8 % above an RMSSD of 100 ms (goal 0.1 %).
  These breathe once in about three or four beats, and by chance keep step for five minutes. Breaths of uneven length do
  not end that. With 10 % from breath to breath 0.1 % and 1.0 % are unclear, with 20 % 0.0 % and 0.5 %. With what 65
  healthy people showed (21 %, more or less by 12 %; Tobin et al. 1988, J Appl Physiol 65:309) they are 0.2 % and 7.3 %:
  such large steps without an order look like fibrillation. So the simulation stays as it was, and the rule is too
  generous: a slow heart fills only five blocks of 48 beats in five minutes, whose phases often agree by chance. Asking
  more of few blocks leaves 0.0 % and 0.2 %, but finds fewer smooth waves of four beats in `nsr-24h`: 92.6 % instead of
  93.4 %, and 84.9 % instead of 89.9 % with two slips. A missed pattern is worse than a window too many that is unclear.

## What the intervals mean

There are two, and pages, the API and `pulsro analyse` say which one they show.

**Within this reading** (`_lo` and `_hi` of a window): how well its own number is known. It aims at the value of the
same steady state measured for half an hour. `make bench` prints how often it holds it, and how many times as wide as
needed it is. Of the pieces of each of three kinds of simulated steady hearts, of one, two and five minutes and whatever
is missing, at least 88 % are covered (88.8 to 98.2 %); the price is that most intervals are 1.0 to 1.3 times as wide as
they would have to be, that of mean RR in slow breathing up to 1.5 times. For SDNN and mean RR a window cannot see waves
longer than itself, so a part is added for them, set for hearts whose wander grows up to five minutes; where beats are
missing, what that does to the means of short blocks is not taken for wander. Where the wander keeps growing over half
an hour, the interval of SDNN holds in 90 to 92 %, that of mean RR in 88 % of minutes and 76 % of five minutes: what is
slower than a window, a window cannot know. It does not say where another reading will lie: of two readings in a row of
real hearts only about half to three quarters differ by no more than both intervals together allow (last column below).

**Expected of the next reading** (`hrv.next_reading`): where nine in ten of the next good and regular windows of the
same kind and length will lie, from the windows up to this one alone. It learns from how far earlier readings of the
same heart lay from what had been expected of them; a first reading has the prior alone, RMSSD times or divided by about
1.75. Constants were set on eight people at rest with a Polar H10 and on the days of seven healthy people; the table on
real hearts below also tries each set with constants that were set on the other one alone, and two sets on which nothing
was set. There, 90 to 94 % are held. The score is the interval score of Gneiting & Raftery (2007) of logarithms: the
width, plus twenty times whatever a miss missed by. What it does not say: anything of windows of another length, of
another posture, of exercise, or of days far apart, for which there is the usual range; and from eight people the share
that is held is known to about four points only.

**Days.** The standard error of a daily value stays that within its readings, pooled over windows that differ by more
than it. The light learns how far the days of each person lie apart, and the wander between readings is in that already;
added to the error once more it would count twice and hide falls. What the light promises is as it was.

## What the figures rest on

- **Masking**: the median over a hundred windows has a spread of its own (with 3 % ventricular beats 0.6 to 0.95 % over
  twenty seeds), so `make bench` takes a thousand, and says between which values their median lies.
- **Speed**: NeuroKit2 is measured as it is commonly called, `signal_fixpeaks` (Kubios, iterative), `hrv_time` and
  `hrv_frequency` of the corrected peaks; 16 windows, on the same processor, turn and turn about with ours, the best of
  twelve by processor time. On a shared two-core machine, mostly busy, ours was 187 to 250 times as fast.

## Other programs

hrv-analysis, pyHRV and HeartPy do not run beside NumPy 2: they call `numpy.trapz`, hrv-analysis needs nolds 0.5.2, and
pyHRV 0.5.0 does not name peakutils among what it needs. `make bench` makes an environment of their own and asks them
about the same beats in the same run; where it cannot be made, their rows say so. It holds
{versions}.
"""


def two_sines_table(seed: int) -> Iterator[str]:
    """LF and HF of a series whose power is known."""
    del seed  # two sines need no dice
    yield f"## LF and HF (ms2) of two sines, truth {LF_TRUTH_MS2:.1f} and {HF_TRUTH_MS2:.1f}"
    yield "| program | heart rate | LF | HF | LF off | HF off |"
    yield "|---|---|---|---|---|---|"
    for mean_ms in (550.0, 700.0, 800.0, 900.0, 1000.0, 1200.0):
        rr = two_sines(SECONDS, mean_ms=mean_ms)
        for name, found in _everybody(rr).items():
            if mean_ms == COMPARED_AT_MS or name in {OURS, NEUROKIT}:
                yield _sines_row(name, mean_ms, found)


def _everybody(rr: Floats) -> dict[str, Indices | str]:
    """What every program says about one series."""
    return {OURS: _ours(rr), **{name: _neurokit(rr, way) for name, way in NEUROKIT_WAYS.items()}, **others(rr)}


def _neurokit(rr: Floats, way: dict[str, object]) -> Indices | str:
    try:
        return neurokit(rr, **way)
    except ImportError as error:
        return str(error.__cause__ or error)


def _sines_row(name: str, mean_ms: float, found: Indices | str) -> str:
    if isinstance(found, str):
        return f"| {name} | | absent: {found} | | | |"
    off = (100 * (found.lf / LF_TRUTH_MS2 - 1), 100 * (found.hf / HF_TRUTH_MS2 - 1))
    return f"| {name} | {60_000 / mean_ms:.0f} | {found.lf:.4g} | {found.hf:.4g} | {off[0]:+.3g} % | {off[1]:+.3g} % |"


def same_beats(seed: int) -> Iterator[str]:
    """Every program on one clean heart."""
    rng = np.random.default_rng(seed)
    rr = Heart.resting(rng).beats(rng, SECONDS)
    yield "## The same clean five minutes"
    yield "| program | RMSSD ms | SDNN ms | pNN50 % | LF ms2 | HF ms2 |"
    yield "|---|---|---|---|---|---|"
    yield _same_row("ours, by the engine of record", _ours(rr, ENGINE_OF_RECORD))
    for name, found in _everybody(rr).items():
        yield _same_row(name, found)


def _same_row(name: str, found: Indices | str) -> str:
    if isinstance(found, str):
        return f"| {name} | absent: {found} | | | | |"
    return f"| {name} | {found.rmssd:.4f} | {found.sdnn:.4f} | {found.pnn50:.3f} | {found.lf:.4g} | {found.hf:.4g} |"


def _ours(rr: Floats, engine: WindowEngine = BULK_ENGINE) -> Indices:
    window = analyse_with(engine, BeatSeries.from_rr(rr), window_s=3600.0, hop_s=3600.0)[0]
    numbers = (window.rmssd_ms, window.sdnn_ms, window.pnn50, window.lf_ms2, window.hf_ms2)
    return Indices(*(float("nan") if number is None else number for number in numbers))


def write_page(seed: int) -> None:
    """Write the page on agreement anew."""
    tables = (
        two_sines_table(seed),
        known_waves(seed),
        wandering_waves(seed),
        real_hearts(),
        next_readings_table(seed),
        same_beats(seed),
        toolbox(),
        five_devices(),
        run(),
    )
    versions = ", ".join(f"{name} {version}" for name, version in VERSIONS.items())
    text = "\n\n".join("\n".join(table) for table in tables)
    PAGE.write_text(f"{WORDS.format(method=METHOD, versions=versions)}\n{text}\n", encoding="utf-8")
