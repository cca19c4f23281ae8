"""How straps look in a terminal: the list of a scan, and one strap live."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.live import Live
from rich.table import Table

from cli.straps.verification_view import movement_text
from hrv.live.indices import LiveIndices
from sensors.beat_clock.clock import BeatClock
from sensors.beat_clock.rr_balance import CoverageAlarm
from sensors.ble.polar import Measurement, Wish
from sensors.ble.strap import BleakStrap
from sensors.heart_rate import measurement
from sensors.heart_rate.rr_unit import RRUnit
from sensors.motion.stillness import Movement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hrv.live.indices import LiveReading
    from sensors.ble.scan import FoundStrap
    from sensors.heart_rate.measurement import HeartRateMeasurement
    from sensors.heart_rate.packets import Packet

REFRESH_S: Final = 0.25
OLD_S: Final = 3.0
COVERAGE: Final = {
    CoverageAlarm.TOO_MUCH: "add up to more than the time that passed: something counts beats twice",
    CoverageAlarm.TOO_LITTLE: "add up to less than the time that passed: beats are missing. Wet the pads, come closer.",
}
CONTACT: Final = {True: "on the skin", False: "not on the skin", None: "the strap cannot tell"}


def straps_table(found: Sequence[FoundStrap], *, numbered: bool = False) -> Table:
    """The straps of a scan, the strongest first; with numbers to choose by."""
    table = Table(*(("number",) if numbered else ()), "name", "address", "signal", pad_edge=False)
    for number, strap in enumerate(found, start=1):
        row = (strap.name or "(no name)", strap.address, f"{strap.rssi_dbm} dBm")
        table.add_row(*((str(number),) if numbered else ()), *row)
    return table


class Watch:
    """What is looked at: a strap, and the movement that it measures, if it does."""

    def __init__(self, strap: BleakStrap, movement: Movement) -> None:
        self.strap = strap
        self.movement = movement

    @classmethod
    def of(cls, wanted: str | None, *, movement: bool) -> Watch:
        """The strap that answers to an address or a part of a name; None means any."""
        moving = Movement()
        measured = frozenset({Measurement.ACCELERATION}) if movement else frozenset[Measurement]()
        wish = Wish(measured, lambda samples: moving.take(samples.time_s, samples.values))
        return cls(BleakStrap(wanted, wish=wish), moving)


class LiveStrap:
    """What is known about one strap at the moment, and how old that is."""

    def __init__(self, watch: Watch) -> None:
        strap = watch.strap
        self.strap = strap
        self.movement = watch.movement
        self.measurement: HeartRateMeasurement | None = None
        self.reading: LiveReading | None = None
        self.arrival_s: float | None = None
        self.clock = BeatClock(unix_offset_s=strap.unix_offset_s)
        self._indices = LiveIndices()

    def take(self, packet: Packet) -> None:
        """Take in one packet."""
        self.arrival_s = packet.arrival_s
        for beat in self.clock.push(packet):
            self.reading = self._indices.push(beat.time_s, beat.rr_ms, beat.segment, int(beat.flags))
        try:
            self.measurement = measurement.parse(packet.payload)
        except ValueError:
            self.measurement = None  # counted by the clock; the next packet is due within a second

    def table(self, *, now_s: float) -> Table:
        """The figures as rows, at a monotonic moment."""
        table = Table(show_header=False, pad_edge=False, title=self._title())
        for name, value in self._rows(now_s):
            table.add_row(name, value)
        return table

    def _title(self) -> str:
        info = self.strap.info
        return "a strap" if info is None else info.name or info.address

    def _rows(self, now_s: float) -> tuple[tuple[str, str], ...]:
        return (
            ("link", self.strap.trouble or self.strap.state.value),
            ("heart rate", self._heart_rate()),
            ("last intervals", self._intervals()),
            ("RMSSD of 60 s", self._rmssd()),
            ("electrodes", CONTACT[self.measurement.contact] if self.measurement else "-"),
            ("movement", movement_text(self.movement)),
            ("energy", self._energy()),
            ("battery", self._battery()),
            ("made by", self._made_by()),
            ("worn at", (self.strap.info and self.strap.info.body_location) or "-"),
            ("age of these numbers", self._age(now_s)),
            ("set aside", self._set_aside()),
            *(("this strap", sentence) for sentence in self.clock.tally.habits.found.sentences),
            *(("intervals", COVERAGE[alarm]) for alarm in (self.clock.tally.coverage.alarm,) if alarm),
        )

    def _heart_rate(self) -> str:
        return f"{self.measurement.bpm} bpm" if self.measurement and self.measurement.bpm else "-"

    def _intervals(self) -> str:
        unit = self.clock.tally.habits.rr_unit or RRUnit.TICK
        intervals = unit.ms(self.measurement.rr_1024) if self.measurement else ()
        return ", ".join(f"{rr:.0f} ms" for rr in intervals) or "-"

    def _rmssd(self) -> str:
        rmssd_ms = self.reading.last_60_s.rmssd_ms if self.reading else None
        if rmssd_ms is None:
            return f"{self.clock.held} beats so far" if self.clock.held else "not enough beats yet"
        return f"{rmssd_ms:.1f} ms"

    def _energy(self) -> str:
        energy_kj = self.measurement.energy_kj if self.measurement else None
        return "-" if energy_kj is None else f"{energy_kj} kJ"

    def _battery(self) -> str:
        percent = self.strap.info.battery_percent if self.strap.info else None
        return "-" if percent is None else f"{percent} %"

    def _made_by(self) -> str:
        """Maker and model; serial number and firmware for whoever asks the maker for help."""
        info = self.strap.info
        if info is None:
            return "-"
        made = " ".join(each for each in (info.maker, info.model) if each)
        numbers = (("serial number", info.serial), ("firmware", info.firmware))
        return ", ".join(filter(None, (made, *(f"{name} {value}" for name, value in numbers if value)))) or "-"

    def _age(self, now_s: float) -> str:
        if self.arrival_s is None:
            return "-"
        age_s = now_s - self.arrival_s
        return f"[bold]{age_s:.0f} s[/bold]" if age_s > OLD_S else f"{age_s:.1f} s"

    def _set_aside(self) -> str:
        tally = self.clock.tally
        return (
            f"{tally.duplicates} doubled, {tally.unreadable} unreadable, "
            f"{tally.implausible} implausible, {tally.cuts} cuts"
        )


async def watch_live(watch: Watch, console: Console | None = None) -> None:
    """Show a strap until it ends or is cancelled; StrapError when its first connection fails."""
    live = LiveStrap(watch)
    showing = asyncio.create_task(_show(live, console or Console()))
    try:
        async for packet in watch.strap:
            live.take(packet)
    finally:
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)


async def _show(live: LiveStrap, console: Console) -> None:
    with Live(console=console, auto_refresh=False) as screen:
        while True:
            screen.update(live.table(now_s=time.monotonic()), refresh=True)
            await asyncio.sleep(REFRESH_S)
