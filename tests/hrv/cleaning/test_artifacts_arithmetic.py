"""Each rule of the masking, held against the same rule written out one beat at a time, and at its borders."""

from __future__ import annotations

from statistics import median

import numpy as np
import pytest

from hrv import ArtifactKind, BeatFlag, BeatSeries, find_artifacts
from hrv.cleaning import artifacts
from hrv.cleaning.artifacts import Artifacts, _Limits, _Scene
from hrv.numeric.local_quantiles import local_quantiles

NAN = float("nan")
RNG = np.random.default_rng


def spoiled(seed, beats=320):
    """A heart with everything in it: early, missed and doubled beats, slopes, jumps of level, a hole, refused beats."""
    dice = RNG(seed)
    size, breath = dice.choice([5.0, 30.0, 90.0]), dice.uniform(3, 9)
    rr = dice.uniform(600, 1100) + size * np.sin(2 * np.pi * np.arange(beats) / breath)
    rr += dice.normal(0, dice.choice([2.0, 8.0, 20.0]), beats)
    for at in dice.integers(6, beats - 6, int(dice.choice([0, 6, 25]))).tolist():
        early, kind = dice.uniform(0.05, 0.5), dice.integers(5)
        if kind == 0:
            rr[at : at + 2] += np.array([-1, 1]) * early * rr[at]
        elif kind == 1:
            rr[at] *= 1 + 2 * early
        elif kind == 2:
            rr[at] *= 1 - early
        elif kind == 3:
            rr[at : at + 5] *= 1 + early / 2
        else:
            rr[at:] *= 1 + dice.uniform(-0.1, 0.1)
    rr = np.clip(rr, 280, 2150)
    rr[dice.integers(0, beats, int(dice.choice([0, 3])))] = dice.choice([200.0, 2300.0])
    time_s = np.cumsum(rr) / 1000
    hole = int(dice.integers(1, beats))
    time_s[hole:] += dice.choice([0.0, 9.0])
    flags = dice.choice([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8], beats).astype(np.uint8)
    flags *= np.uint8(dice.integers(2))
    return BeatSeries(time_s=time_s, rr_ms=rr, segment=np.zeros(beats, np.int32), flags=flags)


SEEDS = range(40)


def scene_of(rr, diff=None, *, refused=None, usual=1000.0):
    """A scene whose parts are given."""
    rr = np.asarray(rr, float)
    diff = np.abs(np.diff(rr, prepend=NAN)) if diff is None else np.asarray(diff, float)
    refused = np.zeros(rr.size, bool) if refused is None else np.asarray(refused, bool)
    return _Scene(rr=rr, diff=diff, refused=refused, usual=np.full(-(-rr.size // 32), usual))


def bools(text):
    return np.array([letter == "x" for letter in text])


def text(found):
    return "".join("x" if each else "." for each in found)


def test_beats_are_refused_beyond_both_ends_or_by_source():
    rr = [269.9, 270.0, 800.0, 2200.0, 2200.1, 800.0, 800.0, 800.0, 800.0, 800.0]
    flags = [0, 0, 0, 0, 0, 1, 2, BeatFlag.IMPLAUSIBLE, BeatFlag.NO_CONTACT, 1 | BeatFlag.NO_CONTACT]
    series = BeatSeries(
        time_s=np.cumsum(rr) / 1000, rr_ms=np.array(rr), segment=np.zeros(10, np.int32), flags=np.array(flags, np.uint8)
    )
    assert text(artifacts._refused(series)) == "x...x..xxx"


@pytest.mark.parametrize("seed", SEEDS)
def test_scene_knows_differences_of_measured_neighbours(seed):
    series = spoiled(seed)
    scene, joined = _Scene.of(series), series.joined()
    refused = artifacts._refused(series)
    assert scene.rr is series.rr_ms
    assert scene.refused.tolist() == refused.tolist()
    for at in range(len(series)):
        known = at > 0 and joined[at] and not refused[at] and not refused[at - 1]
        expected = abs(series.rr_ms[at] - series.rr_ms[at - 1]) if known else NAN
        assert scene.diff[at] == pytest.approx(expected, nan_ok=True)
    measured = np.where(refused, NAN, series.rr_ms)
    assert scene.usual.tolist() == local_quantiles(measured, (0.5,))[0].tolist()
    assert scene.usual[0] == pytest.approx(median(measured[:128][~refused[:128]]), rel=1e-6)


def test_difference_is_over_when_beyond_both_limits():
    scene = scene_of(np.full(64, 1000.0), [NAN, 40.0, 40.1, 50.0, 50.1, *[0.0] * 28, 50.1, 60.0, 60.1, *[0.0] * 28])
    limit = np.array([30.0, 60.0])
    assert np.flatnonzero(scene.over(limit)).tolist() == [2, 3, 4, 35]
    assert np.flatnonzero(scene.over(limit, floor=0.05)).tolist() == [4, 35]


def test_limits_are_a_quantile_and_its_distance_to_the_middle():
    clean = np.append(np.arange(100.0), [NAN] * 20)
    limits = _Limits.of(clean)
    assert limits.high == pytest.approx([0.9 * 99] * 4)
    assert limits.width == pytest.approx([0.5 * 99] * 4)
    assert limits.at(2.0) == pytest.approx([(0.9 + 1.0) * 99] * 4)
    nothing = _Limits.of(np.full(40, NAN))
    assert nothing.high.tolist() == [np.inf] * 2
    assert not (np.array([0.0, 1e9]) > nothing.at(2.6)).any()


@pytest.mark.parametrize(
    ("differences", "beats"), [(".x....", "xx...."), ("x.....", "x....."), ("...x.x", "..xxxx"), ("......", "......")]
)
def test_difference_touches_both_of_its_beats(differences, beats):
    given = bools(differences)
    assert text(artifacts._touching(given)) == beats
    assert text(given) == differences


@pytest.mark.parametrize(
    ("large", "single"),
    [
        ("....x.....", "....x....."),
        ("..x.......", "..x......."),
        (".x........", ".........."),
        (".......x..", ".......x.."),
        ("........x.", ".........."),
        ("....xx....", ".........."),
        ("....x.x...", ".........."),
        ("....x..x..", "....x..x.."),
    ],
)
def test_step_is_single_between_two_small_ones_on_either_side(large, single):
    rr = 1000.0 + np.cumsum(100.0 * bools(large))
    diff = np.where(bools(large), 100.0, 1.0)
    assert text(artifacts._single(bools(large), scene_of(rr, diff))) == single


@pytest.mark.parametrize("unknown", [2, 3, 5, 6])
def test_step_beside_an_unknown_difference_is_not_single(unknown):
    diff = np.array([NAN, 1, 1, 1, 100, 1, 1, 1, 1])
    rr = np.full(9, 1000.0)
    assert text(artifacts._single(bools("....x...."), scene_of(rr, diff))) == "....x...."
    diff[unknown] = NAN
    assert not artifacts._single(bools("....x...."), scene_of(rr, diff)).any()


@pytest.mark.parametrize(("before", "after", "single"), [(1000, 1749, True), (1000, 1750, False), (1750, 1000, False)])
def test_step_of_three_quarters_is_that_of_an_artefact(before, after, single):
    rr = np.array([before] * 5 + [after] * 5, float)
    found = artifacts._single(bools(".....x...."), scene_of(rr))
    assert found[5] == single


def large_by_hand(scene, limit):
    least = [max(each, 0.02 * usual) for each, usual in zip(limit, scene.usual, strict=True)]
    return [diff > least[at // 32] for at, diff in enumerate(scene.diff)]


def single_by_hand(scene, large):
    n = scene.diff.size
    calm = [not large[at] and not np.isnan(scene.diff[at]) for at in range(n)]
    found = [False] * n
    for at in range(2, n - 2):
        if large[at] and all(calm[at + off] for off in (-2, -1, 1, 2)):
            found[at] = bool(scene.diff[at] < 0.75 * min(scene.rr[at], scene.rr[at - 1]))
    return found


def touched_by_hand(scene, large):
    """What is doubtful, and the single steps, where these differences are large."""
    single, n = single_by_hand(scene, large), scene.diff.size
    counted = [*(large[at] and not single[at] for at in range(n)), False]
    return [bool(scene.refused[at] or counted[at] or counted[at + 1]) for at in range(n)], single


def clean_by_hand(scene, doubtful):
    unknown = [doubtful[at] or (at > 0 and doubtful[at - 1]) for at in range(scene.diff.size)]
    return np.where(unknown, NAN, scene.diff)


def doubtful_by_hand(scene):
    """The rule of `_doubtful`, difference by difference."""
    limit = 2.2 / 0.5244 * local_quantiles(scene.diff, (0.4,))[0]
    for _ in range(2):
        doubtful, _ = touched_by_hand(scene, large_by_hand(scene, limit))
        if doubtful.count(False) < 20:
            return doubtful, [False] * len(doubtful)
        middle, high = local_quantiles(clean_by_hand(scene, doubtful), (0.4, 0.9))
        limit = [h + 0.6 * (h - m) if np.isfinite(h) else h for h, m in zip(high, middle, strict=True)]
    return touched_by_hand(scene, large_by_hand(scene, limit))


@pytest.mark.parametrize("seed", [*SEEDS, *range(1000, 1020)])
def test_doubt_is_that_of_the_rule_taken_beat_by_beat(seed):
    scene = _Scene.of(spoiled(seed, beats=320 if seed < 1000 else 15 + seed % 20))
    doubtful, steps = artifacts._doubtful(scene)
    expected = doubtful_by_hand(scene)
    assert (doubtful.tolist(), steps.tolist()) == expected


def test_quiet_short_heart_is_doubted_from_a_fiftieth_on():
    rr = np.full(21, 1000.0)
    for off, doubted in ((15.0, ""), (19.9, ""), (20.1, "xxx")):
        rr[10] = 1000.0 + off
        doubtful, _ = artifacts._doubtful(scene_of(rr))
        assert text(doubtful) == "." * 9 + (doubted or "...") + "." * 9


@pytest.mark.parametrize(("beats", "steps"), [(20, [10]), (19, [])])
def test_steps_are_told_from_twenty_trusted_beats_on(beats, steps):
    rr = np.where(np.arange(beats) < 10, 1000.0, 1100.0)
    doubtful, found = artifacts._doubtful(scene_of(rr))
    assert not doubtful.any()
    assert np.flatnonzero(found).tolist() == steps


def test_clean_differences_have_two_clean_beats():
    found = artifacts._clean_differences(np.arange(6.0), bools("..x..x"))
    assert np.isnan(found).tolist() == bools("..xx.x").tolist()
    assert found[~np.isnan(found)].tolist() == [0.0, 1.0, 4.0]


def test_beats_are_foretold_by_the_nearest_trusted_ones():
    rr = np.array([800.0, 0, 900, 0, 0, 0, 700, *[0] * 9, 1000, 0])
    trusted, beats = np.array([0, 2, 6, 16]), np.array([1, 3, 5, 10, 17])
    expected, blur = artifacts._foretold(rr, trusted, beats)
    assert expected.tolist() == pytest.approx([850.0, 850.0, 750.0, 820.0, 1000.0])
    assert blur.tolist() == pytest.approx([1.0, 1.35, 1.35, 3.1, 1.0])
    _, at_the_edges = artifacts._foretold(rr, np.array([4, 12, 16]), np.array([2, 6, 17]))
    assert at_the_edges.tolist() == pytest.approx([1.0, 2.75, 1.0])


def far_by_hand(scene, doubtful):
    rr, n = scene.rr, scene.rr.size
    off = np.full(n, NAN)
    for at in range(1, n - 2):
        unknown = any(np.isnan(scene.diff[at + later]) for later in (0, 1, 2))
        if not unknown and not (doubtful[at - 1] or doubtful[at] or doubtful[at + 2]):
            off[at] = abs(rr[at] - (2 * rr[at - 1] + rr[at + 2]) / 3)
    return off


@pytest.mark.parametrize("seed", SEEDS)
def test_far_is_beyond_what_clean_beats_lie_from_a_line(seed):
    scene = _Scene.of(spoiled(seed))
    doubtful = RNG(seed).random(scene.rr.size) < 0.1
    high, middle = (local_quantiles(far_by_hand(scene, doubtful), (level,))[0] for level in (0.9, 0.4))
    assert artifacts._far(scene, doubtful) == pytest.approx(high + 2.6 * (high - middle))


def nearby_by_hand(masked):
    return [any(masked[max(at - 3, 0) : at + 4]) for at in range(len(masked))]


def covered_by_hand(differences, masked, distance, least):
    covered = list(masked)
    for at in range(1, len(masked)):
        if differences[at] and not masked[at] and not masked[at - 1]:
            beat = at if distance[at] >= distance[at - 1] else at - 1
            covered[beat] = covered[beat] or distance[beat] > least[beat]
    return covered


def suspected_by_hand(scene, doubtful, distance, steps):
    n = scene.rr.size
    far, usual = np.repeat(artifacts._far(scene, doubtful), 32)[:n], np.repeat(scene.usual, 32)[:n]
    limits = [np.repeat(steps.high + factor * steps.width, 32)[:n] for factor in (2.6, 0.8)]
    implausible, large = ([scene.diff[at] > max(limit[at], 0.04 * usual[at]) for at in range(n)] for limit in limits)
    masked = []
    for at in range(n):
        touched = implausible[at] or (at + 1 < n and implausible[at + 1])
        agreed = touched and distance[at] > max(0.5 * far[at], 0.02 * usual[at])
        alone = distance[at] > max(1.6 * far[at], 0.04 * usual[at])
        masked.append(bool(scene.refused[at]) or agreed or alone)
    masked = covered_by_hand(implausible, masked, distance, np.zeros(n))
    for _ in range(2):
        near = nearby_by_hand(masked)
        open_ones = [large[at] and near[at] for at in range(n)]
        masked = covered_by_hand(open_ones, masked, distance, 0.35 * far)
    return masked


@pytest.mark.parametrize("seed", range(120))
def test_suspicion_is_that_of_the_rules_taken_beat_by_beat(seed):
    scene = _Scene.of(spoiled(seed))
    dice = RNG(seed)
    doubtful = dice.random(scene.rr.size) < 0.1
    steps = _Limits.of(artifacts._clean_differences(scene.diff, doubtful))
    far = np.repeat(artifacts._far(scene, doubtful), 32)[: scene.rr.size]
    distance = far * dice.uniform(0, 1.9, scene.rr.size) * (dice.random(scene.rr.size) < 0.4)
    found = artifacts._suspected(scene, doubtful, distance, steps)
    assert found.tolist() == [bool(each) for each in suspected_by_hand(scene, doubtful, distance, steps)]


def test_flat_heart_is_suspected_beyond_the_floors_only():
    rr = np.full(64, 1000.0)
    rr[20], rr[40] = 1041.0, 1039.0
    scene, doubtful = scene_of(rr), np.zeros(64, bool)
    flat = _Limits(np.zeros(2), np.zeros(2))
    distance = np.abs(rr - 1000.0)
    assert np.flatnonzero(artifacts._suspected(scene, doubtful, distance, flat)).tolist() == [20]
    assert not artifacts._suspected(scene_of(np.full(64, 1000.0)), doubtful, np.zeros(64), flat).any()


def test_suspicion_begins_beyond_its_floors():
    rr, flat = np.full(64, 1000.0), _Limits(np.zeros(2), np.zeros(2))
    distance = np.zeros(64)
    distance[30] = 40.0
    assert not artifacts._suspected(scene_of(rr), np.zeros(64, bool), distance, flat).any()
    rr[20] = 1100.0
    for beside, masked in ((15.0, [20]), (20.0, [20]), (20.1, [20, 21])):
        distance = np.zeros(64)
        distance[20], distance[21] = 100.0, beside
        found = artifacts._suspected(scene_of(rr), np.zeros(64, bool), distance, flat)
        assert np.flatnonzero(found).tolist() == masked


def test_suspicion_spreads_twice_from_what_is_implausible():
    diff, distance, limits = np.zeros(64), np.zeros(64), _Limits(np.full(2, 50.0), np.full(2, 50.0))
    diff[[10, 13, 16, 19]] = [200.0, 100.0, 100.0, 100.0]
    distance[[10, 13, 16, 19]] = 30.0
    found = artifacts._suspected(scene_of(np.full(64, 1000.0), diff), np.zeros(64, bool), distance, limits)
    assert np.flatnonzero(found).tolist() == [10, 13, 16]


def test_nearby_reaches_three_beats_to_either_side():
    for masked in ("......x........", "x.............x", ".x....xx.......", "..............."):
        assert artifacts._nearby(bools(masked)).tolist() == nearby_by_hand(bools(masked).tolist())


@pytest.mark.parametrize("seed", range(30))
def test_open_difference_masks_the_beat_that_is_farther_off(seed):
    dice = RNG(seed)
    differences, masked = dice.random(30) < 0.4, dice.random(30) < 0.1
    differences[0] = True
    distance, least = dice.integers(0, 5, 30).astype(float), dice.integers(0, 4, 30).astype(float)
    found = artifacts._cover(differences, masked, distance=distance, least=least)
    assert found.tolist() == [bool(each) for each in covered_by_hand(differences, masked, distance, least)]


@pytest.mark.parametrize(
    ("masked", "share", "pauses"),
    [
        (".x..", [1, 0.87, 1.04, 1.2], "..x."),
        (".x..", [1, 0.88, 1.04, 1.2], "...."),
        (".x..", [1, 0.87, 1.03, 1.2], "...."),
        ("....", [1, 0.87, 1.04, 1.2], "...."),
        (".xx.", [1, 0.7, 0.7, 1.2], "...."),
        ("...x", [1, 1.0, 1.0, 0.7], "...."),
        ("x...", [0.7, 1.1, 1.0, 1.0], ".x.."),
        (".xx.", [1, 0.7, 1.2, 1.2], "..x."),
    ],
)
def test_pause_follows_a_premature_beat_and_is_long(masked, share, pauses):
    assert text(artifacts._pauses(bools(masked), np.array(share, float))) == pauses


def test_relative_steps_are_signed_shares_of_the_shorter_beat():
    rr = np.array([800.0, 1000.0, 500.0, 500.0, 600.0])
    joined = np.array([False, True, True, True, False])
    assert artifacts._relative_steps(rr, joined).tolist() == pytest.approx([0.0, 0.25, -1.0, 0.0, 0.0])


@pytest.mark.parametrize(("beats", "wide"), [("x.....", "xx...."), ("..x..x", ".xxxxx"), ("......", "......")])
def test_widened_beats_have_their_neighbours(beats, wide):
    given = bools(beats)
    assert text(artifacts._widened(given)) == wide
    assert text(given) == beats


def relative_by_hand(rr, joined):
    steps = [0.0] * (len(rr) + 1)
    for at in range(1, len(rr)):
        if joined[at]:
            steps[at] = (rr[at] - rr[at - 1]) / min(rr[at], rr[at - 1])
    return steps


def evidence_by_hand(scene, joined, suspected, usual_step):
    """The rule of `_with_evidence`: slopes are let go, then whole runs without evidence."""
    rr, n, step = scene.rr, scene.rr.size, relative_by_hand(scene.rr, joined)
    slope = [step[at] * step[at + 1] > 0 and max(abs(step[at]), abs(step[at + 1])) < 0.20 for at in range(n)]
    kept = [bool(scene.refused[at]) or (bool(suspected[at]) and not slope[at]) for at in range(n)]
    early = []
    for at in range(n):
        dip = min(-step[at], step[at + 1])
        early.append(dip > 0.05 and dip * rr[at] > 1.5 * usual_step[at])

    def proves(at):
        plain = abs(step[at]) >= 0.10 or (at + 1 < n and abs(step[at + 1]) >= 0.10)
        return bool(scene.refused[at]) or plain or any(early[max(at - 1, 0) : at + 2])

    left, at = [False] * n, 0
    while at < n:
        end = at
        while end < n and kept[end]:
            end += 1
        if any(proves(each) for each in range(at, end)):
            left[at:end] = [True] * (end - at)
        at = max(end, at + 1)
    return left


def beside_by_hand(scene, joined, masked):
    """The rule of `_beside_artifacts` for each beat at the edge of a run."""
    n, step = scene.rr.size, [abs(each) for each in relative_by_hand(scene.rr, joined)]
    small = [step[at] < 0.10 and at < n and bool(joined[at]) for at in range(n + 1)]
    plain = [each >= 0.25 for each in step]
    first, last = [False] * n, [False] * n
    for at in range(n):
        before, after = at > 0 and masked[at - 1], at + 1 < n and masked[at + 1]
        own = masked[at] and not scene.refused[at]
        first[at] = bool(own and not before and after and small[at] and plain[at + 1])
        last[at] = bool(own and before and not after and plain[at] and small[at + 1])
    torn = [at for at in range(n - 1) if first[at] and last[at + 1]]
    for at in torn:
        first[at] = last[at + 1] = False
    return [a or b for a, b in zip(first, last, strict=True)]


def runs(seed, size):
    dice = RNG(seed)
    masked = dice.random(size) < 0.15
    for at in dice.integers(0, size - 4, 12).tolist():
        masked[at : at + int(dice.integers(1, 5))] = True
    return masked


def stepping(seed, beats=200):
    """Steps of the sizes at which the rules turn, one way, back and forth, and across holes."""
    dice = RNG(seed)
    share = dice.choice([0.02, 0.045, 0.055, 0.09, 0.11, 0.19, 0.21, 0.24, 0.26, 0.4], beats) * dice.choice(
        [-1, 1], beats
    )
    level = np.cumsum(np.where(share > 0, np.log1p(share), -np.log1p(-share)))
    rr = 900 * np.exp(level - np.round(level / 0.5) * 0.5)
    joined = dice.random(beats) < 0.95
    joined[0] = False
    return scene_of(rr, refused=dice.random(beats) < 0.03), joined


@pytest.mark.parametrize("seed", range(60))
def test_evidence_is_that_of_the_rule_taken_beat_by_beat(seed):
    scene, joined = stepping(seed)
    suspected, usual = runs(seed, scene.rr.size), RNG(seed).uniform(10, 60, scene.rr.size)
    found = artifacts._with_evidence(scene, joined, suspected, usual_step=usual)
    assert found.tolist() == evidence_by_hand(scene, joined, suspected, usual)


@pytest.mark.parametrize(
    ("rr", "suspected", "left"),
    [
        ([1000, 1000, 900, 1000, 1000], "..x..", "..x.."),
        ([1000, 1000, 960, 1000, 1000], "..x..", "....."),
        ([1000, 1100, 1210, 1400, 1400], ".xx..", "....."),
        ([1000, 1100, 1330, 1400, 1400], ".xx..", ".xx.."),
        ([1000, 1100, 1320, 1400, 1400], ".xx..", ".xx.."),
        ([1000, 1000, 1100, 1100, 1100], "..x..", "..x.."),
        ([1000, 1000, 1099, 1099, 1099], "..x..", "....."),
        ([1000, 1000, 1000, 1000, 1000], ".....", "....."),
    ],
)
def test_evidence_at_the_borders_of_the_rule(rr, suspected, left):
    joined = np.arange(5) > 0
    found = artifacts._with_evidence(scene_of(rr), joined, bools(suspected), usual_step=np.full(5, 10.0))
    assert text(found) == left


@pytest.mark.parametrize("seed", range(60))
def test_edges_are_those_of_the_rule_taken_beat_by_beat(seed):
    scene, joined = stepping(seed)
    masked = runs(seed, scene.rr.size) | scene.refused
    assert artifacts._beside_artifacts(scene, joined, masked).tolist() == beside_by_hand(scene, joined, masked)


@pytest.mark.parametrize(
    ("rr", "masked", "edges"),
    [
        ([1000, 1000, 500, 1000, 1000], ".xx..", ".x..."),
        ([1000, 1000, 500, 1000, 1000], "..xx.", "...x."),
        ([1000, 1000, 800, 1000, 1000], ".xx..", ".x..."),
        ([1000, 1000, 801, 1000, 1000], ".xx..", "....."),
        ([1000, 1100, 500, 1000, 1000], ".xx..", "....."),
        ([1000, 1000, 500, 500, 500], ".xx..", "....."),
        ([1000, 500, 1000, 1000, 1000], "xx...", "....."),
    ],
)
def test_edges_at_the_borders_of_the_rule(rr, masked, edges):
    joined = np.arange(5) > 0
    assert text(artifacts._beside_artifacts(scene_of(rr), joined, bools(masked))) == edges


O, E, M, X, L, R = ArtifactKind  # noqa: E741 - none, ectopic, missed, extra, long or short, out of range


@pytest.mark.parametrize(
    ("masked", "share", "kinds"),
    [
        (".xx.", [1, 0.6, 1.3, 1], [O, E, E, O]),
        (".x..", [1, 0.6, 1.3, 1], [O, E, O, O]),
        ("..x.", [1, 0.6, 1.3, 1], [O, O, L, O]),
        (".xx.", [1, 0.5, 1.0, 1], [O, L, L, O]),
        (".xx.", [1, 0.5, 1.01, 1], [O, E, E, O]),
        (".xx.", [1, 1.0, 1.3, 1], [O, L, L, O]),
        (".xx.", [1, 0.25, 1.25, 1], [O, L, L, O]),
        (".xx.", [1, 1.3, 0.6, 1], [O, L, L, O]),
        ("..x.", [1, 1, 1.6, 1], [O, O, L, O]),
        ("..x.", [1, 1, 1.61, 1], [O, O, M, O]),
        (".xx.", [1, 0.6, 0.74, 1], [O, X, X, O]),
        (".xx.", [1, 0.6, 0.75, 1], [O, L, L, O]),
        (".x..", [1, 0.6, 0.7, 1], [O, L, O, O]),
        (".xx.", [1, 0.3, 1.0, 1], [O, L, L, O]),
        ("xx..", [0.6, 1.3, 1, 1], [E, E, O, O]),
        ("..xx", [1, 1, 0.4, 0.6], [O, O, X, X]),
        ("....", [1, 0.6, 1.3, 1], [O, O, O, O]),
    ],
)
def test_masked_beats_have_the_name_of_their_pattern(masked, share, kinds):
    found = artifacts._name(bools(masked), np.zeros(4, bool), np.array(share, float))
    assert found.tolist() == kinds
    assert found.dtype == np.uint8


def test_refused_beats_are_called_so_whatever_their_pattern():
    found = artifacts._name(bools(".xx."), bools("..x."), np.array([1, 0.6, 1.3, 1]))
    assert found.tolist() == [O, E, R, O]


def test_only_masked_beats_of_a_pair_get_its_name():
    kind = np.array([O, L, L, O, L], np.uint8)
    artifacts._pair(kind, bools("x.xx"), ArtifactKind.EXTRA)
    assert kind.tolist() == [O, X, X, O, X]


def test_counts_are_of_each_kind_but_none():
    kinds = np.array([O, E, E, M, R, R, R], np.uint8)
    assert Artifacts(kinds).counts() == {E: 2, M: 1, X: 0, L: 0, R: 3}
    assert text(Artifacts(kinds).masked) == ".xxxxxx"


def found_by_hand(series):
    """`find_artifacts` from its rules, each of which is held against its own account above."""
    scene = _Scene.of(series)
    doubtful, steps = artifacts._doubtful(scene)
    diff = np.array([NAN if step else each for each, step in zip(scene.diff, steps, strict=True)])
    scene = _Scene(rr=scene.rr, diff=diff, refused=scene.refused, usual=scene.usual)
    n = len(series)
    trusted, beats = np.flatnonzero(~doubtful), np.flatnonzero(doubtful)
    usual = np.repeat(scene.usual, 32)[:n]
    if trusted.size < 10:
        return artifacts._name(doubtful, scene.refused, scene.rr / usual)
    expected, blur = artifacts._foretold(scene.rr, trusted, beats)
    distance, share = np.zeros(n), np.ones(n)
    for place, at in enumerate(beats):
        distance[at] = abs(scene.rr[at] - expected[place]) / blur[place]
        share[at] = scene.rr[at] / expected[place]
    limits = _Limits.of(artifacts._clean_differences(scene.diff, doubtful))
    suspected = artifacts._suspected(scene, doubtful, distance, limits)
    pauses, joined = artifacts._pauses(suspected, share), series.joined()
    usual_step = np.repeat(limits.high, 32)[:n]
    masked = artifacts._with_evidence(scene, joined, suspected | pauses, usual_step=usual_step)
    edges = artifacts._beside_artifacts(scene, joined, masked)
    masked = np.array([m and (p or not e) for m, e, p in zip(masked, edges, pauses, strict=True)])
    return artifacts._name(masked, scene.refused, share)


@pytest.mark.parametrize("seed", [*range(120), *range(1000, 1040)])
def test_masking_is_its_rules_one_after_the_other(seed):
    series = spoiled(seed, beats=320 if seed < 1000 else 13 + seed % 20)
    assert find_artifacts(series).kind.tolist() == found_by_hand(series).tolist()


def test_series_without_beats_has_no_kinds():
    found = find_artifacts(BeatSeries.from_rr(()))
    assert found.kind.tolist() == []
    assert found.kind.dtype == np.uint8
