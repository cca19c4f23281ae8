"""The browser's reading of Polar's acceleration, held to Python's on the same bytes."""

from __future__ import annotations

import json
import subprocess

import numpy as np
import pytest

from sensors.ble.polar import control, frames
from sensors.ble.polar.control import Measurement
from sensors.ble.polar.streams import StrapSamples
from sensors.ble.polar.times import SampleTimes
from sensors.simulation.breathing import Breathing, Manner
from sensors.simulation.chest import Build, ChestModel
from sensors.upload.shown_breath import StrapBreath
from tests.conftest import ROOT

SAYS = ROOT / "tests" / "web" / "polar_in_browser.ts"
RATE_HZ = 50.0
OFFSET_S = 1_795_248_000.0
STRAP_S = 599_616_000.0
"""The clock of an H10 that nobody set begins in 2019."""
H10 = "0004c8006400320019000101100002030200 04000800"


def framed(form, content, stamp_ns=599_616_000_123_456_789):
    return (bytes((2,)) + stamp_ns.to_bytes(8, "little") + bytes((form,)) + content).hex()


def compressed(dice):
    """A reference sample and blocks of differences of any width; some are cut off or of no known form."""
    blocks = b""
    for _ in range(int(dice.integers(0, 4))):
        bits, count = int(dice.integers(1, 33)), int(dice.integers(1, 6))
        blocks += bytes((bits, count)) + dice.bytes((bits * count * 3 + 7) // 8)
    content = dice.bytes(6) + blocks
    is_cut = dice.random() < 0.2
    return framed(0x80 | int(dice.integers(0, 3)), content[: -int(dice.integers(1, 4))] if is_cut else content)


def uncompressed(dice):
    form = int(dice.integers(0, 4))
    return framed(form, dice.bytes(3 * (form + 1) * int(dice.integers(0, 5)) + int(dice.random() < 0.1)))


DICE = np.random.default_rng(8)
FRAMES = [(make(DICE), factor) for factor in (1.0, 0.5) for make in (compressed, uncompressed) for _ in range(60)]
FRAMES += [("00" + framed(1, b"\1\2\3\4\5\6")[2:], 1.0), ("02", 1.0)]
FEATURES = ["0f05", "0f04ff", "0f01", "0f", "0e04", "", "0f" + "00" * 16]
ANSWERS = ["f0010200" + "00" + H10, "f00202060100", "f0020207", "f00202", "0102", "f0ff63c801aa"]
SCALED = "05010ad7233c"
SETTINGS = [H10, "0001190001011000020402000400080010 00", "0402ff01", "0001", "63", "", "05010000003f", H10 + SCALED]


def streamed():
    """Two minutes of a calm chest, with a lost frame and a strap that is switched off and on."""
    dice = np.random.default_rng(4)
    time_s = np.arange(0, 120, 1 / RATE_HZ)
    chest = ChestModel(dice, Breathing(dice, Manner(per_min=14.0)), Build(depth_mg=14.0))
    samples = np.rint(chest.acceleration(time_s)).astype("<i2")
    for place, part in enumerate(np.array_split(np.arange(time_s.size), time_s.size // 36)):
        last_s = float(time_s[part[-1]])
        stamp_s = last_s + (STRAP_S if last_s < 60 else 0)
        if place != 20:
            stamp_ns = round(stamp_s * 1e9)
            yield 500 + last_s + 0.05 + 0.1 * (place % 3), framed(1, samples[part].tobytes(), stamp_ns)


STREAM = list(streamed())


@pytest.fixture(scope="module")
def browser(node):
    told = {
        "frames": FRAMES, "features": FEATURES, "answers": ANSWERS, "settings": SETTINGS,
        "stream": STREAM, "rateHz": RATE_HZ, "offsetS": OFFSET_S,
    }  # fmt: skip
    done = subprocess.run([node, SAYS], input=json.dumps(told), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def read(payload, factor):
    """What Python makes of a frame of acceleration; None of what it leaves out."""
    try:
        frame = frames.parse(bytes.fromhex(payload), factor=factor)
    except ValueError:
        return None
    return frame if frame.measurement is Measurement.ACCELERATION else None


def test_browser_reads_the_frames_that_python_reads(browser):
    kinds = set()
    for (payload, factor), here in zip(FRAMES, browser["frames"], strict=True):
        there = read(payload, factor)
        kinds.add((there is None, bytes.fromhex(payload)[9:10]))
        assert (here is None) is (there is None), payload
        if there is not None:
            assert here["stampNs"] == str(there.stamp_ns)
            np.testing.assert_array_equal(np.array(here["samples"]).reshape(-1, 3), there.values)
    assert {(False, b"\x81"), (True, b"\x81"), (False, b"\x02"), (True, b"\x03")} <= kinds


def test_browser_asks_for_the_settings_that_python_asks_for(browser):
    for payload, here in zip(SETTINGS, browser["settings"], strict=True):
        try:
            offered = control.parse_settings(bytes.fromhex(payload))
        except ValueError:
            assert here == {"start": None, "factor": None}
            continue
        chosen = control.choose(offered, control.WISHES[Measurement.ACCELERATION])
        assert bytes(here["start"]) == control.start(Measurement.ACCELERATION, chosen)
        assert here["factor"] == control.factor_of(bytes.fromhex(payload))


def test_browser_understands_answers_as_python_does(browser):
    offered = [Measurement.ACCELERATION in control.parse_features(bytes.fromhex(each)) for each in FEATURES]
    assert browser["features"] == offered
    for payload, here in zip(ANSWERS, browser["answers"], strict=True):
        there = control.parse_response(bytes.fromhex(payload))
        assert (here is None) is (there is None)
        if there is not None:
            said = (here["command"], here["measurement"], here["more"])
            assert said == (there.command, there.measurement, there.more)
            assert bytes(here["parameters"]) == there.parameters
            assert control.Status(here["status"]) is there.status


def test_browser_follows_the_breath_of_a_strap_as_python_does(browser):
    times, breath = SampleTimes(RATE_HZ), StrapBreath(unix_offset_s=OFFSET_S)
    readings = []
    for arrival_s, payload in STREAM:
        frame = frames.parse(bytes.fromhex(payload))
        time_s = times.of(frame.stamp_ns, len(frame.values))
        samples = StrapSamples(frame.measurement, RATE_HZ, arrival_s, time_s, frame.values)
        readings.extend(breath.push(samples))
    assert len(browser["readings"]) == len(readings)
    shown = [reading for reading in readings if reading.rate_per_min is not None]
    assert len(shown) > 100
    for here, there in zip(browser["readings"], readings, strict=True):
        assert here["timeS"] == pytest.approx(there.time_s, abs=1e-3)
        assert (here["ratePerMin"] is None) is (there.rate_per_min is None)
        if there.rate_per_min is not None:
            assert (here["ratePerMin"], here["phaseRad"]) == pytest.approx(there[1:3], abs=1e-4)
