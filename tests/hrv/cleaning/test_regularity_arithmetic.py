"""The sums behind the rhythm of a window, held against the plain way of adding them up and against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import solve_toeplitz

from hrv import ArtifactKind, BeatSeries, Rhythm
from hrv.cleaning import regularity
from hrv.cleaning.artifacts import Artifacts
from hrv.cleaning.placement import Spans
from hrv.cleaning.regularity import judge_rhythm

CLEAN = ArtifactKind.NONE


def case(rr, kinds=None, windows=None, hole_at=None):
    """A recording with the given artefacts, cut into windows of the given beats."""
    series = BeatSeries.from_rr(np.asarray(rr, float))
    if hole_at is not None:
        segment = np.zeros(len(series), np.int32)
        segment[hole_at:] = 1
        series = BeatSeries(time_s=series.time_s, rr_ms=series.rr_ms, segment=segment, flags=series.flags)
    kind = np.zeros(len(series), np.uint8)
    for beat, each in (kinds or {}).items():
        kind[beat] = each
    windows = windows or [(0, len(series))]
    first, last = (np.array(column) for column in zip(*windows, strict=True))
    spans = Spans(series.time_s[first] - 0.5, series.time_s[last - 1], first, last)
    return series, Artifacts(kind), spans


def ectopic(*beats):
    return dict.fromkeys(beats, ArtifactKind.ECTOPIC)


@pytest.mark.parametrize(("n_ectopic", "many"), [(10, False), (11, True)])
def test_more_than_one_premature_beat_in_twenty_is_too_many(n_ectopic, many):
    _, artifacts, spans = case(np.full(100, 800.0), ectopic(*range(n_ectopic)))
    assert regularity._ectopic(artifacts, spans).tolist() == [many]


def test_premature_beats_count_in_their_window_only():
    kinds = ectopic(40, 41, 42, 43, 44, 45) | {
        3: ArtifactKind.MISSED,
        4: ArtifactKind.EXTRA,
        5: ArtifactKind.LONG_SHORT,
    }
    series, artifacts, spans = case(np.full(100, 800.0), kinds, [(0, 40), (40, 80), (46, 100)])
    assert regularity._ectopic(artifacts, spans).tolist() == [False, True, False]
    assert judge_rhythm(series, artifacts, spans) == [Rhythm.REGULAR, Rhythm.UNCLEAR, Rhythm.REGULAR]


def test_steps_are_shares_of_the_shorter_interval():
    rr = np.array([800.0, 1000.0, 500.0, 500.0])
    assert regularity._relative_steps(rr).tolist() == [0.0, 0.25, 1.0, 0.0]
    assert regularity._relative_steps(np.zeros(0)).size == 0


@pytest.mark.parametrize(("last", "share"), [(21, 4 / 20), (20, 0.0)])
def test_share_needs_twenty_differences(last, share):
    these = np.zeros(40, bool)
    these[[0, 2, 3, 19, 5, 30]] = True
    these[19] = True
    spans = case(np.full(40, 800.0), windows=[(0, last)])[2]
    found = regularity._share(these, np.ones(40, bool), spans)
    assert found.tolist() == [share]


def test_share_is_that_of_known_differences():
    known = np.ones(60, bool)
    known[10:20] = False
    these = np.zeros(60, bool)
    these[[0, 25, 30, 59]] = True
    spans = case(np.full(60, 800.0), windows=[(0, 60), (0, 5)])[2]
    assert regularity._share(these, known, spans).tolist() == [3 / 49, 0.0]


def zigzag(jump, n_jumps, beats=101):
    """Pairs of jumps of so large a share, there and back, spread over a flat heart; the first step is the first."""
    rr = np.full(beats, 800.0)
    for pair in range(n_jumps // 2):
        rr[1 + 4 * pair] *= 1 + jump
    if n_jumps % 2:
        rr[-1] *= 1 + jump
    return rr


@pytest.mark.parametrize(("jump", "n_jumps", "irregular"), [(0.351, 10, False), (0.351, 11, True), (0.35, 40, False)])
def test_steps_beyond_any_breath_are_irregular_from_a_tenth_on(jump, n_jumps, irregular):
    rr = zigzag(jump, n_jumps) if jump > 0.35 else 1000.0 * np.where(np.arange(101) % 4, 1.0, 1.35)
    assert regularity._irregular(*case(rr)).tolist() == [irregular]


def fibrillation(seed=0, beats=200):
    return 700 * np.random.default_rng(seed).gamma(36, 1 / 36, beats)


def test_jumps_after_jumps_without_a_pattern_are_irregular():
    assert regularity._irregular(*case(fibrillation())).tolist() == [True]


def test_jumps_beside_artefacts_and_holes_are_not_counted():
    rr = np.full(101, 800.0)
    rr[1:40:4] *= 1.4
    rr[97] *= 1.4
    kept = case(rr)
    assert regularity._irregular(*kept).tolist() == [True]
    masked = case(rr, dict.fromkeys(range(1, 40, 4), ArtifactKind.LONG_SHORT))
    assert regularity._irregular(*masked).tolist() == [False]
    holed = np.full(101, 800.0)
    holed[50:] = 1200.0
    assert regularity._irregular(*case(holed, hole_at=50)).tolist() == [False]


def stepping(jumps, beats=101):
    """Steps of a fifth at the given beats, up and down in turn."""
    up, level = 1, np.full(beats, 800.0)
    for at in jumps:
        level[at:] *= 1.2 if up else 1 / 1.2
        up = not up
    return level


@pytest.mark.parametrize(
    ("jumps", "irregular"),
    [
        ([3, 4, 20, 21, 37, 38, 55, 56, 80, 81], False),
        ([3, 4, 20, 21, 37, 38, 55, 56, 80, 81, 90], True),
        ([1, 2, 10, 11, 20, 21, 33, 45, 52, 64, 79], True),
        ([1, 10, 11, 20, 21, 30, 31, 40, 44, 49, 55, 62, 70, 79, 88], False),
        ([10, 11, 20, 21, 30, 31, 40, 44, 49, 55, 62, 70, 79, 88], True),
    ],
)
def test_jumps_after_jumps_are_counted_from_edge_to_edge(monkeypatch, jumps, irregular):
    monkeypatch.setattr(regularity, "_without_pattern", lambda rr: True)
    assert regularity._irregular(*case(stepping(jumps))).tolist() == [irregular]


def test_step_of_exactly_the_limit_is_no_jump():
    rr = 800.0 + 120.0 * np.random.default_rng(0).integers(0, 2, 200)
    assert regularity.JUMP == 120.0 / 800.0
    assert regularity._irregular(*case(rr)).tolist() == [False]
    assert regularity._irregular(*case(np.where(rr > 800, 921.0, rr))).tolist() == [True]


def test_pattern_is_looked_for_in_the_window_alone():
    calm = 900 + 250 * np.sin(2 * np.pi * np.arange(900) / 7)
    restless = 700 * np.random.default_rng(1).gamma(81, 1 / 81, 200)
    assert not (regularity._relative_steps(restless) > regularity.JUMP_BEYOND_BREATHING).mean() > 0.1
    rr = np.concatenate([restless, calm])
    windows = [(0, 200), (200, 1100)]
    assert regularity._irregular(*case(rr, windows=windows)).tolist() == [True, False]
    together = case(rr, windows=[(0, 1100)])
    assert regularity._without_pattern(together[0].rr_ms) is False


def test_unmoving_heart_has_no_lack_of_a_pattern():
    assert regularity._without_pattern(np.full(50, 800.0)) is False


def irregular_by_hand(series, artifacts, first, last):
    """The rule of `_irregular`, one step after the other."""
    own, joined, rr = ~artifacts.masked, series.joined(), series.rr_ms
    counted = jumps = beyond = again = 0
    was_jump = False
    for at in range(first, last):
        linked = at > 0 and joined[at] and own[at] and own[at - 1]
        step = abs(rr[at] - rr[at - 1]) / min(rr[at], rr[at - 1]) if at else 0.0
        jump = linked and step > 0.15
        if at > first:
            counted += linked
            jumps += jump
            beyond += linked and step > 0.35
            if at > first + 1:
                again += jump and was_jump
        was_jump = jump
    if counted < 20:
        return False
    if beyond > 0.1 * counted:
        return True
    if jumps > 0.1 * counted and again > 0.2 * jumps:
        return without_pattern_by_scipy(rr[first:last][own[first:last]])
    return False


def without_pattern_by_scipy(rr):
    """Yule and Walker's equations, solved by Levinson's recursion."""
    off = rr - rr.mean()
    covariance = np.correlate(off, off, "full")[off.size - 1 : off.size + 8]
    weights = solve_toeplitz(covariance[:8], covariance[1:])
    return weights @ covariance[1:] < 0.35 * covariance[0]


def hearts():
    """Hearts of every kind, from clean to fibrillating, with and without a pattern."""
    for seed in range(60):
        dice = np.random.default_rng(seed)
        beats = 150
        spread = dice.choice([0.04, 0.07, 0.1, 0.16, 0.25])
        rr = 800 * dice.gamma(1 / spread**2, spread**2, beats)
        breath = dice.integers(3, 9)
        rr += dice.choice([0, 80, 200]) * np.sin(2 * np.pi * np.arange(beats) / breath + dice.uniform(0, 6))
        rr = np.clip(rr, 300, 2000)
        kinds = dict.fromkeys(np.flatnonzero(dice.random(beats) < dice.choice([0, 0.1, 0.4])), ArtifactKind.LONG_SHORT)
        yield case(rr, kinds, [(0, beats), (30, 90), (90, 112), (5, 26)], hole_at=int(dice.integers(1, beats)))


def test_irregularity_is_that_of_counting_step_by_step():
    found, expected = [], []
    for series, artifacts, spans in hearts():
        found += regularity._irregular(series, artifacts, spans).tolist()
        expected += [irregular_by_hand(series, artifacts, *each) for each in zip(spans.first, spans.last, strict=True)]
    assert found == expected
    assert 20 < sum(found) < len(found) - 20


@pytest.mark.parametrize("seed", range(8))
def test_foretelling_is_that_of_yule_and_walker(seed):
    dice = np.random.default_rng(seed)
    noise, rr = dice.standard_normal(300), np.zeros(300)
    for at in range(2, 300):
        rr[at] = (0.2 + 0.06 * seed) * rr[at - 1] - 0.3 * rr[at - 2] + noise[at]
    rr = 800 + 30 * rr
    assert regularity._without_pattern(rr) == without_pattern_by_scipy(rr)


def test_foretelling_at_its_border_decides(monkeypatch):
    rr = fibrillation(3)
    off = rr - rr.mean()
    covariance = np.correlate(off, off, "full")[off.size - 1 : off.size + 8]
    share = solve_toeplitz(covariance[:8], covariance[1:]) @ covariance[1:] / covariance[0]
    for more, expected in ((1e-6, True), (-1e-6, False)):
        monkeypatch.setattr(regularity, "FORETELLABLE", share + more)
        assert regularity._without_pattern(rr) is expected


def folded_by_hand(series, artifacts, first, last, *, length, hop, beats):
    """The blocks of one window: for each place in the fold the sum of known steps and their number, and the squares."""
    sensor = {ArtifactKind.MISSED, ArtifactKind.EXTRA, ArtifactKind.OUT_OF_RANGE}
    joined, rr, kind = series.joined(), series.rr_ms, artifacts.kind
    blocks = []
    for begin in range(first + 1, last - length + 1, hop):
        sums, known, squares = np.zeros(beats), np.zeros(beats), 0.0
        for at in range(begin, begin + length):
            if joined[at] and kind[at] not in sensor and kind[at - 1] not in sensor:
                step = rr[at] - rr[at - 1]
                sums[at % beats] += step
                known[at % beats] += 1
                squares += step**2
        blocks.append((sums, known, squares))
    return blocks


def explained_by_hand(blocks, swing_ms):
    shares = []
    for sums, known, squares in blocks:
        mean = sums / np.maximum(known, 1)
        course = np.cumsum(mean - mean.mean())
        counts = known.sum() >= 32 and course.max() - course.min() > swing_ms
        shares.append(mean @ sums / max(squares, 1e-9) if counts else 0.0)
    return np.mean(shares) if shares else 0.0


def in_step_by_hand(blocks):
    beats = len(blocks[0][0])
    turned = []
    for sums, _, _ in blocks:
        wave = sum(each * np.exp(-2j * np.pi * place / beats) for place, each in enumerate(sums))
        turned.append(abs(wave) * np.exp(1j * beats * np.angle(wave)))
    return abs(sum(turned)) / sum(abs(each) for each in turned)


def patterned(seed, beats, *, swing=40.0):
    """A pattern of so many beats under noise, with artefacts and a hole."""
    dice = np.random.default_rng(seed)
    rr = 850 + dice.normal(0, 25, 400) + swing * (np.arange(400) % beats == 0)
    kinds = dict(enumerate(dice.choice([0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5], 400)))
    return case(rr, kinds, [(0, 400), (7, 180), (200, 265), (200, 264), (300, 330), (60, 200)], hole_at=170)


@pytest.mark.parametrize("beats", [2, 3, 4])
@pytest.mark.parametrize("seed", range(3))
def test_folds_are_those_of_adding_step_by_step(seed, beats):
    series, artifacts, spans = patterned(seed, beats)
    steps, windows = regularity._Steps.of(series, artifacts), list(zip(spans.first, spans.last, strict=True))
    folded = [folded_by_hand(series, artifacts, *each, length=64, hop=32, beats=beats) for each in windows]
    folds = regularity._folds(steps, spans, regularity.FOLDED, beats)
    assert folds.window.tolist() == [window for window, blocks in enumerate(folded) for _ in blocks]
    assert len(folded[2]) == 1
    assert len(folded[3]) == 0
    for place, (sums, known, squares) in enumerate(block for blocks in folded for block in blocks):
        np.testing.assert_allclose(folds.sums[:, place], sums, atol=1e-6)
        assert folds.known[:, place].tolist() == known.tolist()
        assert folds.squares[place] == pytest.approx(squares)
    for swing_ms in (0.0, 20.0):
        expected = [explained_by_hand(blocks, swing_ms) for blocks in folded]
        np.testing.assert_allclose(folds.explained(swing_ms), expected, atol=1e-9)
    kept = regularity._folds(steps, spans, regularity.IN_STEP, beats).in_step()
    for window, each in enumerate(windows):
        blocks = folded_by_hand(series, artifacts, *each, length=48, hop=16, beats=beats)
        assert kept[window] == pytest.approx(in_step_by_hand(blocks) if blocks else 0.0, abs=1e-9)


def test_block_of_which_half_is_known_still_counts():
    for n_unknown, share in ((32, 1.0), (33, 0.0)):
        rr = 800 + 50.0 * (np.arange(65) % 2)
        known = np.append(False, np.arange(64) >= n_unknown)
        steps = regularity._Steps(np.where(known, np.diff(rr, prepend=800.0), 0.0), known)
        spans = case(rr)[2]
        assert regularity._folds(steps, spans, regularity.FOLDED, 2).explained(20.0) == pytest.approx(share, abs=1e-3)


def folds_of(sums, known, squares):
    sums, known = np.array(sums, float)[:, np.newaxis], np.array(known)[:, np.newaxis]
    return regularity._Folds(1, np.array([0]), sums, known, np.array([squares], float))


def test_place_of_which_one_step_is_known_has_it_as_mean():
    explained = folds_of([40.0, -620.0], [1, 31], 20_000.0).explained(0.0)
    assert explained.tolist() == pytest.approx([(40.0 * 40 + 20.0 * 620) / 20_000])


def test_smallest_waves_are_folded_like_large_ones():
    assert folds_of([0.32, -0.32], [32, 32], 0.0064).explained(0.0).tolist() == pytest.approx([0.32**2 / 16 / 0.0064])
    for size in (1e-3, 1.0):
        assert folds_of([size, 0.0, -size], [20] * 3, 1.0).in_step().tolist() == pytest.approx([1.0])


def test_swing_must_be_larger_than_asked_for():
    folds = regularity._folds(
        regularity._Steps.of(*case(800 + 20.0 * (np.arange(65) % 2))[:2]),
        case(np.full(65, 800.0))[2],
        regularity.FOLDED,
        2,
    )
    assert folds.explained(20.0 - 1e-9)[0] == pytest.approx(1.0)
    assert folds.explained(20.0 + 1e-9)[0] == 0.0
    assert folds.explained(20.0)[0] == 0.0


def locked_by_hand(series, artifacts, first, last):
    """The rule of `_locked` from the sums that were added step by step."""

    def blocks(beats, length=64, hop=32):
        return folded_by_hand(series, artifacts, first, last, length=length, hop=hop, beats=beats)

    two, three, four = (explained_by_hand(blocks(beats), 20.0) > 0.25 for beats in (2, 3, 4))
    if two or (four and explained_by_hand(blocks(2), 0.0) > 0.12):
        return True
    return (three and in_step_by_hand(blocks(3, 48, 16)) > 0.60) or (four and in_step_by_hand(blocks(4, 48, 16)) > 0.55)


def rhythms():
    """Patterns that keep step, drift or slip, at the sizes where the rule begins to hold."""
    for seed in range(150):
        dice = np.random.default_rng(seed)
        beats = dice.choice([2, 3, 4, 4, 3])
        place = np.arange(260.0)
        if dice.random() < 0.5:
            place *= 1 + dice.uniform(-0.01, 0.01)
        if dice.random() < 0.3:
            place[130:] += dice.integers(1, 4)
        wave = np.sin(2 * np.pi * place / beats + dice.uniform(0, 6)) if dice.random() < 0.5 else place % beats < 1
        rr = 850 + dice.normal(0, dice.uniform(8, 40), 260) + dice.uniform(10, 50) * wave
        kinds = {at: dice.integers(1, 6) for at in np.flatnonzero(dice.random(260) < 0.03)}
        yield case(rr, kinds, [(0, 260), (10, 150), (100, 240)])


def test_locked_patterns_are_those_of_the_rule():
    found, expected = [], []
    for series, artifacts, spans in rhythms():
        found += regularity._locked(series, artifacts, spans).tolist()
        expected += [locked_by_hand(series, artifacts, *each) for each in zip(spans.first, spans.last, strict=True)]
    assert found == expected
    assert 50 < sum(found) < len(found) - 50


def test_any_of_the_three_signs_makes_a_rhythm_unclear():
    flat = np.full(120, 800.0)
    alternating = flat + 60 * (np.arange(120) % 2)
    for rr, kinds in ((flat, ectopic(*range(10, 40))), (fibrillation(beats=120), {}), (alternating, {})):
        assert judge_rhythm(*case(rr, kinds)) == [Rhythm.UNCLEAR]
    assert judge_rhythm(*case(flat)) == [Rhythm.REGULAR]
