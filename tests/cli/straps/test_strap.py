from __future__ import annotations

import asyncio
import io
import json
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from cli.main import app
from cli.shared.terminal import ABSENT
from cli.straps import strap_view, verification_view
from cli.straps.strap_view import LiveStrap, WatchedStrap, straps_table, watch_live
from hrv.beats import BeatSeries
from hrv.engines.ecg import Agreement
from sensors import texts
from sensors.beat_clock.quirks import Quirk, StrapHabits
from sensors.beat_clock.texts import QUIRKS
from sensors.ble.device_info import StrapInfo
from sensors.ble.polar import Measurement, StrapSamples, Wish
from sensors.ble.scan import FoundStrap
from sensors.ble.strap import LinkState
from sensors.bluetooth_errors import StrapError
from sensors.heart_rate.measurement import HeartRateMeasurement, build
from sensors.heart_rate.packets import Packet
from sensors.motion.stillness import Movement
from tests.sensors.door import TOKEN, open_door

FOUND = (FoundStrap("C0:11", "Polar H10", -50, None), FoundStrap("C0:22", "", -80, None))
NO_BUS = f"{texts.NO_BUS.one}\n"


class Worn:
    """A strap that says what the test wants, at once."""

    unix_offset_s = 1.8e9

    def __init__(self, *packets, error=None):
        self.state, self.trouble, self.info = LinkState.LISTENING, None, None
        self._packets, self._error = packets, error

    async def __aiter__(self):
        for packet in self._packets:
            await asyncio.sleep(0)
            yield packet
        if self._error:
            raise self._error


def packet(second, *rr_1024, contact=None):
    return Packet(second, build(HeartRateMeasurement(bpm=61, contact=contact, rr_1024=rr_1024)))


def text(renderable):
    console = Console(file=io.StringIO(), width=100)
    console.print(renderable)
    return console.file.getvalue()


def rows(live, now_s=0.0):
    return {str(name()): value for name, value in live._rows(now_s)}


@pytest.fixture
def no_bus(monkeypatch, tmp_path):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")


def test_a_list_of_straps_shows_name_address_and_signal():
    shown = text(straps_table(FOUND))

    assert "Polar H10" in shown
    assert "-50 dBm" in shown
    assert "(no name)" in shown


def test_before_the_first_packet_nothing_is_made_up():
    live = LiveStrap(WatchedStrap(Worn(), Movement()))

    assert "a strap" in text(live.table(now_s=0.0))
    assert rows(live)["heart rate"] == rows(live)["age of these numbers"] == rows(live)["battery"] == "-"
    assert rows(live)["RMSSD of 60 s"] == "not enough beats yet"


def test_a_packet_shows_at_once():
    live = LiveStrap(WatchedStrap(Worn(), Movement()))
    live.push(packet(100.0, 1024, 1000, contact=True))

    assert rows(live, 101.0)["heart rate"] == "61 bpm"
    assert rows(live, 101.0)["last intervals"] == "1,000 ms, 977 ms"
    assert rows(live, 101.0)["electrodes"] == "on the skin"
    assert rows(live, 101.0)["RMSSD of 60 s"] == "2 beats so far"
    assert rows(live, 101.0)["age of these numbers"] == "1.0 s"


def test_rmssd_shows_once_there_are_enough_beats():
    live = LiveStrap(WatchedStrap(Worn(), Movement()))
    for second in range(60):
        live.push(packet(100.0 + second, 1000 + 40 * (second % 2)))

    assert rows(live)["RMSSD of 60 s"] == "39.1 ms"


def test_paced_heart_is_told_gently_why_there_is_no_rmssd():
    live = LiveStrap(WatchedStrap(Worn(), Movement()))
    for second in range(60):
        live.push(packet(100.0 + second, 1024))

    assert "A pacemaker can cause that" in rows(live)["RMSSD of 60 s"]


def test_outdated_numbers_are_marked():
    live = LiveStrap(WatchedStrap(Worn(), Movement()))
    live.push(packet(100.0, 1024))

    assert rows(live, 112.0)["age of these numbers"] == "[bold]12 s[/bold]"


def test_unreadable_packet_is_counted_and_blanks_the_numbers():
    live = LiveStrap(WatchedStrap(Worn(), Movement()))
    live.push(packet(100.0, 1024))
    live.push(Packet(101.0, b"\x10"))

    assert rows(live)["set aside"].startswith("0 doubled, 1 unreadable")
    assert rows(live)["heart rate"] == "-"


def test_strap_quirk_is_shown_as_a_sentence():
    live = LiveStrap(WatchedStrap(Worn(), Movement()))
    for second in range(90):
        live.push(packet(100.0 + second, 1020 + second % 9, 53))

    assert rows(live)["this strap"] == QUIRKS[Quirk.EXTRA_WORDS].one


def test_intervals_not_filling_the_time_are_reported():
    live = LiveStrap(WatchedStrap(Worn(), Movement()))
    for second in range(160):
        live.push(packet(100.0 + second, *([1020 + second % 9] if second % 3 else [])))

    assert "beats are missing" in rows(live)["intervals"]


def test_table_shows_strap_name_trouble_and_battery():
    strap = Worn()
    strap.info = StrapInfo(address="C0:11", name="Polar H10", battery_percent=87)
    strap.trouble = texts.LINK_LOST()
    live = LiveStrap(WatchedStrap(strap, Movement()))

    assert "Polar H10" in text(live.table(now_s=0.0))
    assert rows(live)["link"] == texts.LINK_LOST.one
    assert rows(live)["battery"] == "87 %"
    assert (rows(live)["made by"], rows(live)["worn at"]) == ("-", "-")


def test_strap_information_is_shown():
    strap = Worn()
    live = LiveStrap(WatchedStrap(strap, Movement()))
    assert (rows(live)["made by"], rows(live)["worn at"]) == ("-", "-")
    own_words = {"maker": "Polar Electro Oy", "model": "H10", "serial": "0A1B2C3D", "firmware": "3.1.1"}
    strap.info = StrapInfo(address="C0:11", name="Polar H10", body_location="chest", **own_words)

    assert rows(live)["made by"] == "Polar Electro Oy H10, serial number 0A1B2C3D, firmware 3.1.1"
    assert rows(live)["worn at"] == "chest"


def test_watching_ends_with_the_straps_own_error():
    console = Console(file=io.StringIO(), width=100, force_terminal=True)
    strap = Worn(*(packet(100.0 + n, 1024) for n in range(5)), error=StrapError(texts.LINK_LOST()))

    with pytest.raises(StrapError, match="connection to the strap was lost"):
        asyncio.run(watch_live(WatchedStrap(strap, Movement()), console))
    assert "heart rate" in console.file.getvalue()


def test_watching_shows_the_strap_until_it_is_interrupted(monkeypatch):
    async def watched(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(strap_view, "watch_live", watched)

    assert CliRunner().invoke(app, ["strap", "watch"]).exit_code == 0


def test_a_scan_prints_what_it_found(monkeypatch):
    async def scan(*, seconds):
        return FOUND

    monkeypatch.setattr("sensors.ble.scan.scan", scan)
    result = CliRunner().invoke(app, ["strap", "scan", "--seconds", "1"])

    assert result.exit_code == 0
    assert "Polar H10" in result.stdout


def test_a_scan_that_finds_nothing_says_what_to_do(monkeypatch):
    async def scan(*, seconds):
        return ()

    monkeypatch.setattr("sensors.ble.scan.scan", scan)
    result = CliRunner().invoke(app, ["strap", "scan"])

    assert (result.exit_code, result.stderr) == (2, f"{texts.ASLEEP.one}\n")


@pytest.mark.parametrize("command", [["scan"], ["watch"], ["send"]])
def test_a_computer_without_bluetooth_gets_one_sentence(no_bus, tmp_path, monkeypatch, command):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("PULSRO_DEVICE_TOKEN", TOKEN)
    result = CliRunner().invoke(app, ["strap", *command])

    assert (result.exit_code, result.stderr) == (2, NO_BUS)


def test_send_without_token_says_where_to_get_one(monkeypatch, tmp_path):
    monkeypatch.delenv("PULSRO_DEVICE_TOKEN", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    assert "connect a device" in CliRunner().invoke(app, ["strap", "send"]).stderr


def test_strap_beats_arrive_at_the_server(monkeypatch, tmp_path):
    worn = Worn(*(packet(100.0 + n, 1024 + n) for n in range(30)))
    monkeypatch.setattr("sensors.ble.strap.BleakStrap", lambda wanted: worn)
    with open_door() as door:
        arguments = ["strap", "send", "--server", door.url, "--spool", str(tmp_path / "s")]
        result = CliRunner().invoke(app, arguments, env={"PULSRO_DEVICE_TOKEN": TOKEN})

    assert result.stdout == "30 beats sent, 30 acknowledged.\n"
    assert {request["kind"] for request in door.requests} == {"workday"}


HEAVY = ["asyncio", "bleak", "httpx2", "neurokit2", "numpy", "rich.console", "sqlite3"]


@pytest.mark.parametrize(
    "module",
    [
        "straps.strap",
        "straps.replay",
        "straps.simulate",
        "files.analyse",
        "straps.gateway",
        "straps.pairing",
        "straps.spool",
    ],
)
def test_importing_a_command_loads_nothing_heavy(module):
    loaded = f"print([name for name in {HEAVY} if name in sys.modules])"
    bare, known = (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for code in (f"import sys, typer; {loaded}", f"import sys, typer, cli.{module}; {loaded}")
    )

    assert known == bare


def test_movement_and_energy_are_shown_if_measured():
    movement = Movement(spans_mg=[4.2])
    live = LiveStrap(WatchedStrap(Worn(), movement))
    live.push(Packet(100.0, build(HeartRateMeasurement(bpm=61, energy_kj=12))))

    assert rows(live)["movement"] == "4 mG, calm enough for a reading"
    assert rows(live)["energy"] == "12 kJ"
    movement.spans_mg.append(80.0)
    assert rows(live)["movement"] == "80 mG, too much for a reading"


def test_breathing_is_shown_once_it_is_clear():
    watch = WatchedStrap.of("H10", movement=True)
    live = LiveStrap(watch)
    assert rows(live)["breathing"] == ABSENT

    time_s = np.arange(0, 60, 1 / 50)
    breath_mg = 10 * np.sin(2 * np.pi * 0.25 * time_s)
    values = np.stack((breath_mg, 0 * time_s, 1000 + 0 * time_s), axis=1)
    watch.strap._wish.push(StrapSamples(Measurement.ACCELERATION, 50.0, 0.0, time_s, values))

    assert rows(live)["breathing"] == "15.0 a minute"
    assert rows(live)["movement"].endswith("calm enough for a reading")


@pytest.mark.parametrize(("movement", "measured"), [(True, {Measurement.ACCELERATION}), (False, set())])
def test_movement_is_requested_unless_declined(movement, measured):
    assert WatchedStrap.of("H10", movement=movement).strap._wish.measurements == measured


class Verified:
    """What a strap said for some minutes."""

    lag_s = 0.0

    def __init__(self, skip=0):
        dice = np.random.default_rng(1)
        self._peaks_s = np.cumsum(0.9 + dice.normal(0, 0.03, 70))
        self._skip = skip
        self.movement = Movement(spans_mg=[4.0, 40.0])
        self.wish = Wish(frozenset(), print)
        self.habits = StrapHabits(quirks=frozenset({Quirk.ZERO_INTERVALS}))

    async def listen(self, strap, *, seconds, heard):
        heard()

    def beats(self):
        started_s = float(self._peaks_s[self._skip]) + self.lag_s
        return BeatSeries.from_rr(1000 * np.diff(self._peaks_s[self._skip :]), start=started_s)

    @property
    def ecg(self):
        after_s = np.arange(0, 64, 1 / 130)[:, None] - self._peaks_s
        curve = (1000 * np.exp(-0.5 * (after_s / 0.012) ** 2)).sum(axis=1)
        return SimpleNamespace(time_s=lambda: np.arange(0, 64, 1 / 130), values=lambda: curve[:, None])


@pytest.fixture
def verified(monkeypatch):
    monkeypatch.setattr("sensors.ble.verification.Verification", Verified)


def test_a_strap_is_compared_with_its_own_ecg(verified):
    result = CliRunner().invoke(app, ["strap", "verify"])

    assert result.exit_code == 0
    assert "agree with its ECG" in result.output
    assert "added by the strap" in result.output
    assert "22 mG; calm enough for a reading in 50%" in result.output


def test_ecg_comparison_is_available_as_json(verified):
    told = json.loads(CliRunner().invoke(app, ["strap", "verify", "--json"]).stdout)

    assert told["agrees"] is True
    assert told["matched"] > 60
    assert told["median_difference_ms"] < 5
    assert (told["movement_mg"], told["calm_share"]) == (22.0, 0.5)


@pytest.mark.parametrize(("lag_s", "quirks"), [(0.4, ["zero intervals"]), (3.2, ["late intervals", "zero intervals"])])
def test_intervals_seconds_behind_the_ecg_are_reported(verified, monkeypatch, lag_s, quirks):
    monkeypatch.setattr(Verified, "lag_s", lag_s)
    told = json.loads(CliRunner().invoke(app, ["strap", "verify", "--json"]).stdout)

    assert told["quirks"] == quirks
    assert told["lag_s"] == pytest.approx(lag_s, abs=0.1)
    shown = CliRunner().invoke(app, ["strap", "verify"]).output
    assert "it is left out" in shown
    assert ("come seconds after the beats" in shown) is (lag_s > 1.5)


def test_lag_is_not_reported_for_too_few_beats():
    too_few = Agreement(beats=3, peaks=3, matched=3, lag_s=4.0)

    assert verification_view.habits_beside(too_few, StrapHabits()) == StrapHabits()


def test_empty_comparison_says_so():
    shown = text(verification_view.agreement_table(Agreement(beats=0, peaks=0, matched=0, lag_s=0.0), Movement()))

    assert "intervals differ by" in shown
    assert verification_view.texts.VERDICTS[None].one.startswith("There were too few beats")
