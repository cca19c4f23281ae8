"""The browser's breath and step, held to Python's numbers."""

from __future__ import annotations

import json
import subprocess

import numpy as np
import pytest

from hrv.breath import from_acceleration, in_step
from hrv.breath.from_heart import HeartBreath
from sensors.simulation.breathing import Breathing, Manner, Pacer
from sensors.simulation.chest import Build, ChestModel
from tests.conftest import ROOT

SAYS = ROOT / "tests" / "web" / "breath_in_browser.ts"
STEP_KEYS = ("chance", "locked", "swingMs", "swingLoMs", "swingHiMs", "lagRad")
START_S = 1_795_248_000.0


def chest(seed):
    """A chest with what goes wrong: a movement, a lost packet, a longer hole."""
    dice = np.random.default_rng(seed)
    pacer = Pacer(per_min=5.0 + seed, begins_s=START_S) if seed % 2 else None
    breathing = Breathing(dice, Manner(per_min=12.0 + seed), pacer)
    time_s = START_S + np.arange(0, 75, 1 / 25)
    moves = ((START_S + 36, START_S + 38),) if seed == 2 else ()
    samples = ChestModel(dice, breathing, Build(depth_mg=14.0)).acceleration(time_s, moves=moves)
    since_s = time_s - START_S
    lost = ((since_s > 30) & (since_s < 30.4)) | ((seed == 3) & (since_s > 39) & (since_s < 40))
    return time_s[~lost], samples[~lost]


def heart(seed, swing_ms, per_min=6.0):
    dice = np.random.default_rng(seed)
    rr_ms = 900 + dice.normal(0, 30, 110)
    time_s = START_S + np.cumsum(rr_ms) / 1000
    phase_rad = 2 * np.pi * (per_min / 60 * (time_s - START_S) + 0.1 * np.sin(time_s / 20))
    return time_s, rr_ms + swing_ms / 2 * np.cos(phase_rad), phase_rad


CHESTS = [chest(seed) for seed in (1, 2, 3)]
HEARTS = [heart(seed, swing_ms) for seed in range(3) for swing_ms in (0.0, 40.0, 120.0)]
HEARTS.append(heart(9, 150.0, per_min=13.0))


@pytest.fixture(scope="module")
def browser(node):
    told = {
        "chests": [np.column_stack(each).tolist() for each in CHESTS],
        "hearts": [[column.tolist() for column in each] for each in [*HEARTS, [column[:20] for column in HEARTS[0]]]],
    }
    done = subprocess.run([node, SAYS], input=json.dumps(told), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("place", range(len(CHESTS)))
def test_browser_reads_the_breath_as_python_does(browser, place):
    track, said = from_acceleration(*CHESTS[place]), browser["breaths"][place]
    columns = {
        key: np.array([reading[key] for reading in said], float)
        for key in ("timeS", "ratePerMin", "phaseRad", "quality")
    }
    assert np.isfinite(columns["ratePerMin"]).sum() > 20
    np.testing.assert_array_equal(columns["timeS"], track.time_s)
    np.testing.assert_allclose(columns["quality"], track.quality, atol=1e-9)
    np.testing.assert_allclose(columns["ratePerMin"], track.rate_per_min, atol=1e-6)
    np.testing.assert_allclose(columns["phaseRad"], track.phase_rad, atol=1e-6)


def test_browser_infers_the_breath_of_a_heart_as_python_does(browser):
    hidden = []
    for (time_s, rr_ms, _), said in zip(HEARTS, browser["inferred"], strict=False):
        live = HeartBreath()
        for moment_s, interval_ms, here in zip(time_s.tolist(), rr_ms.tolist(), said, strict=True):
            there = live.push(moment_s, interval_ms)
            assert here["quality"] == pytest.approx(there.quality, abs=1e-6)
            assert (here["ratePerMin"] is None) is (there.rate_per_min is None)
            hidden.append(there.rate_per_min is None)
            if there.rate_per_min is not None:
                assert (here["ratePerMin"], here["phaseRad"]) == pytest.approx(there[1:3], abs=1e-4)
    assert 0 < sum(hidden) < len(hidden)


def test_browser_judges_hearts_as_python_does(browser):
    *said, too_short = browser["steps"]
    assert too_short is None
    for here, each in zip(said, HEARTS, strict=True):
        there = in_step(*each)
        assert here["level"] == there.level.value
        there_says = (there.chance, there.locked, there.swing_ms, there.swing_lo_ms, there.swing_hi_ms, there.lag_rad)
        assert [here[key] for key in STEP_KEYS] == pytest.approx(there_says, rel=1e-6)
