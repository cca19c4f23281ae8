"""Views of straps in a terminal: the list of a scan, and one strap live."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from cli.shared.terminal import ABSENT, figure, words
from cli.straps import texts
from cli.straps.verification_view import movement_text
from hrv.live.indices import LiveIndices
from hrv.texts import ABSENT as WHY_ABSENT
from hrv.windows.absence import Absence
from sensors.beat_clock.clock import BeatClock
from sensors.beat_clock.texts import COVERAGE, QUIRKS
from sensors.ble.polar import Measurement, Wish
from sensors.ble.strap import BleakStrap
from sensors.heart_rate import measurement
from sensors.heart_rate.rr_unit import RRUnit
from sensors.motion.stillness import Movement
from sensors.upload.shown_breath import StrapBreath

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hrv.breath import BreathReading
    from hrv.live.indices import LiveReading
    from messages import Text as MessageText
    from sensors.ble.polar import StrapSamples
    from sensors.ble.scan import FoundStrap
    from sensors.heart_rate.measurement import HeartRateMeasurement
    from sensors.heart_rate.packets import Packet

REFRESH_S: Final = 0.25
OLD_S: Final = 3.0


def straps_table(found: Sequence[FoundStrap], *, numbered: bool = False) -> Table:
    """The straps of a scan, the strongest first; with numbers to choose by."""
    names = (*((texts.NUMBER,) if numbered else ()), texts.NAME, texts.ADDRESS, texts.SIGNAL)
    table = Table(*(escape(words(name())) for name in names), pad_edge=False)
    for number, strap in enumerate(found, start=1):
        row = (escape(strap.name or words(texts.NO_NAME())), strap.address, words(texts.DBM(value=strap.rssi_dbm)))
        table.add_row(*((str(number),) if numbered else ()), *row)
    return table


class WatchedBreath:
    """The newest reading of the breath in a strap's acceleration."""

    def __init__(self) -> None:
        self.newest: BreathReading | None = None
        self._following = StrapBreath()

    def push(self, samples: StrapSamples) -> None:
        """Take in the acceleration of one notification."""
        for reading in self._following.push(samples):
            self.newest = reading


class WatchedStrap:
    """What is looked at: a strap, and the movement and the breath in its acceleration, if it measures any."""

    def __init__(self, strap: BleakStrap, movement: Movement, breath: WatchedBreath | None = None) -> None:
        self.strap = strap
        self.movement = movement
        self.breath = breath or WatchedBreath()

    @classmethod
    def of(cls, wanted: str | None, *, movement: bool) -> WatchedStrap:
        """The strap that answers to an address or a part of a name; None means any."""
        moving, breath = Movement(), WatchedBreath()

        def push(samples: StrapSamples) -> None:
            moving.push(samples.time_s, samples.values)
            breath.push(samples)

        measured = frozenset({Measurement.ACCELERATION}) if movement else frozenset[Measurement]()
        return cls(BleakStrap(wanted, wish=Wish(measured, push)), moving, breath)


class LiveStrap:
    """What is known about one strap at the moment, and how old that is."""

    def __init__(self, watch: WatchedStrap) -> None:
        strap = watch.strap
        self.strap = strap
        self.movement = watch.movement
        self.breath = watch.breath
        self.measurement: HeartRateMeasurement | None = None
        self.reading: LiveReading | None = None
        self.arrival_s: float | None = None
        self.clock = BeatClock(unix_offset_s=strap.unix_offset_s)
        self._indices = LiveIndices()

    def push(self, packet: Packet) -> None:
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
            table.add_row(words(name()), value)
        return table

    def _title(self) -> str:
        info = self.strap.info
        return words(texts.A_STRAP()) if info is None else escape(info.name or info.address)

    def _rows(self, now_s: float) -> tuple[tuple[MessageText, str], ...]:
        tally = self.clock.tally
        return (
            (texts.LINK, words(self.strap.trouble or texts.STATES[self.strap.state.value]())),
            (texts.HEART_RATE, self._heart_rate()),
            (texts.LAST_INTERVALS, self._intervals()),
            (texts.RMSSD_60, self._rmssd()),
            (texts.ELECTRODES, words(texts.CONTACT[self.measurement.contact]()) if self.measurement else ABSENT),
            (texts.MOVEMENT, movement_text(self.movement)),
            (texts.BREATHING, self._breathing()),
            (texts.ENERGY, self._energy()),
            (texts.BATTERY, self._battery()),
            (texts.MADE_BY, self._made_by()),
            (texts.WORN_AT, self._worn_at()),
            (texts.AGE, self._age(now_s)),
            (texts.SET_ASIDE, self._set_aside()),
            *((texts.THIS_STRAP, words(QUIRKS[quirk]())) for quirk in tally.habits.found.in_order),
            *((texts.INTERVALS, words(COVERAGE[alarm]())) for alarm in (tally.coverage.alarm,) if alarm),
        )

    def _heart_rate(self) -> str:
        return words(texts.BPM(value=self.measurement.bpm)) if self.measurement and self.measurement.bpm else ABSENT

    def _intervals(self) -> str:
        unit = self.clock.tally.habits.rr_unit or RRUnit.TICK
        intervals = unit.ms(self.measurement.rr_1024) if self.measurement else ()
        return ", ".join(words(texts.MS(value=round(rr))) for rr in intervals) or ABSENT

    def _rmssd(self) -> str:
        span = self.reading.last_60_s if self.reading else None
        if span is not None and span.rmssd_ms is not None:
            return words(texts.MS(value=figure(span.rmssd_ms, 1)))
        if span is not None and span.why is Absence.NO_VARIATION:
            return words(WHY_ABSENT[span.why]())
        return words(texts.BEATS_SO_FAR(n=self.clock.held) if self.clock.held else texts.NOT_ENOUGH())

    def _breathing(self) -> str:
        rate = self.breath.newest.rate_per_min if self.breath.newest else None
        return ABSENT if rate is None else words(texts.BREATHS_A_MINUTE(value=figure(rate, 1)))

    def _energy(self) -> str:
        energy_kj = self.measurement.energy_kj if self.measurement else None
        return ABSENT if energy_kj is None else words(texts.KJ(value=energy_kj))

    def _battery(self) -> str:
        percent = self.strap.info.battery_percent if self.strap.info else None
        return ABSENT if percent is None else words(texts.PERCENT(value=percent))

    def _made_by(self) -> str:
        """Maker and model; serial number and firmware for whoever asks the maker for help."""
        info = self.strap.info
        if info is None:
            return ABSENT
        made = escape(" ".join(each for each in (info.maker, info.model) if each))
        numbers = ((texts.SERIAL, info.serial), (texts.FIRMWARE, info.firmware))
        return (
            ", ".join(filter(None, (made, *(words(text(value=escape(each))) for text, each in numbers if each))))
            or ABSENT
        )

    def _worn_at(self) -> str:
        location = self.strap.info.body_location if self.strap.info else None
        return words(texts.LOCATIONS[location]()) if location else ABSENT

    def _age(self, now_s: float) -> str:
        if self.arrival_s is None:
            return ABSENT
        age_s = now_s - self.arrival_s
        is_old = age_s > OLD_S
        shown = words(texts.SECONDS(value=figure(age_s, 0 if is_old else 1)))
        return f"[bold]{shown}[/bold]" if is_old else shown

    def _set_aside(self) -> str:
        tally = self.clock.tally
        return words(
            texts.COUNTED(
                doubled=tally.duplicates,
                unreadable=tally.unreadable,
                implausible=tally.implausible,
                cuts=tally.cuts,
            )
        )


async def watch_live(watch: WatchedStrap, console: Console | None = None) -> None:
    """Show a strap until it ends or is cancelled; StrapError when its first connection fails."""
    live = LiveStrap(watch)
    showing = asyncio.create_task(_show(live, console or Console()))
    try:
        async for packet in watch.strap:
            live.push(packet)
    finally:
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)


async def _show(live: LiveStrap, console: Console) -> None:
    with Live(console=console, auto_refresh=False) as screen:
        while True:
            screen.update(live.table(now_s=time.monotonic()), refresh=True)
            await asyncio.sleep(REFRESH_S)
