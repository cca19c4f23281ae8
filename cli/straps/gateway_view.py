"""What a gateway shows: a table that keeps itself up to date in a terminal, and lines of text everywhere else."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.live import Live
from rich.table import Column, Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console, RenderableType

    from sensors.upload.carrier import StrapLine
    from sensors.upload.gateway import Gateway
    from sensors.upload.pairings import Pairing
    from sensors.upload.spool import SpoolCount

REFRESH_S: Final = 1.0
SLOW_REFRESH_S: Final = 2.0  # drawing twenty rows costs as much as carrying ten straps for a second
FEW: Final = 5
LINES_EVERY_S: Final = 2.0
SUMMARY_EVERY_S: Final = 300.0
OLD_S: Final = 5.0
CLOCK_TOLD_S: Final = 5.0
NOTHING: Final = "-"


def pairings_table(paired: Iterable[tuple[Pairing, SpoolCount]]) -> Table:
    """The straps of a gateway and what waits of each."""
    address = Column("address", no_wrap=True)
    table = Table("strap", "called", address, "server", "paired", "waiting", "set aside", pad_edge=False)
    for pairing, count in paired:
        table.add_row(
            str(pairing.number),
            Text(pairing.name),
            Text(pairing.strap or "the first that is heard"),
            Text(pairing.server),
            f"{pairing.paired_at:%Y-%m-%d}",
            f"{count.waiting_beats} beats",
            f"{count.set_aside} blocks" if count.set_aside else NOTHING,
        )
    return table


class GatewayTable:
    """One row a strap, kept up to date."""

    def __init__(self, gateway: Gateway, console: Console) -> None:
        self._gateway = gateway
        self._console = console

    async def show(self) -> None:
        """Show it until it is cancelled."""
        with Live(console=self._console, auto_refresh=False, screen=False) as screen:
            while True:
                screen.update(self.picture(), refresh=True)
                await asyncio.sleep(REFRESH_S if len(self._gateway.lines()) <= FEW else SLOW_REFRESH_S)

    def picture(self) -> RenderableType:
        """The table, and below it what is wrong and what to do."""
        lines = self._gateway.lines()
        if not lines:
            return Text("No strap is paired yet. Each person adds their own with `pulsro gateway add`.")
        return Group(_table(lines), *_troubles(lines, self._gateway.trouble))


def _table(lines: tuple[StrapLine, ...]) -> Table:
    """All cells are `Text`: in plain strings rich looks for markup, emoji and numbers, which costs time and memory."""
    table = Table(title=Text(_summary(lines), "bold"), title_justify="left", pad_edge=False, box=SIMPLE_HEAD)
    for name, justify in _COLUMNS:
        table.add_column(Text(name), justify=justify, no_wrap=True)  # type: ignore[arg-type]  # rich's own literal type
    for line in lines:
        table.add_row(Text(str(line.number)), Text(line.name), *_cells(line))
    return table


_COLUMNS: Final = (
    ("strap", "right"),
    ("called", "left"),
    ("link", "left"),
    ("heart rate", "right"),
    ("heard", "right"),
    ("battery", "right"),
    ("kept", "right"),
    ("waiting", "right"),
    ("set aside", "right"),
)


def _cells(line: StrapLine) -> tuple[Text, ...]:
    is_old = line.age_s is None or line.age_s > OLD_S
    return (
        Text(line.state, style="red" if line.is_stopped else "yellow" if is_old else "green"),
        Text(f"{line.bpm} bpm" if line.bpm and not is_old else NOTHING),
        Text(_age(line.age_s), style="bold yellow" if is_old else ""),
        Text(NOTHING if line.battery_percent is None else f"{line.battery_percent} %"),
        Text(f"{line.beats}"),
        Text(f"{line.spool.waiting_beats}", style="yellow" if line.spool.waiting_beats > _A_MINUTE else ""),
        Text(f"{line.spool.set_aside}", style="red") if line.spool.set_aside else Text(NOTHING),
    )


_A_MINUTE: Final = 100
"""More beats than a heart makes in a minute or so: the server has not taken any for a while."""


def _age(age_s: float | None) -> str:
    if age_s is None:
        return "not yet"
    return f"{age_s:.0f} s ago" if age_s < 100 else f"{timedelta(seconds=round(age_s))} ago"  # noqa: PLR2004 - two digits


def _summary(lines: tuple[StrapLine, ...]) -> str:
    heard = sum(line.age_s is not None and line.age_s <= OLD_S for line in lines)
    waiting = sum(line.spool.waiting_beats for line in lines)
    return f"{heard} of {len(lines)} straps heard · {waiting} beats wait for the server"


def _troubles(lines: tuple[StrapLine, ...], trouble: str | None) -> list[Text]:
    """Each sentence once, with the straps that it is about."""
    told = [Text(trouble, style="red")] if trouble else []
    about: dict[str, list[int]] = {}
    for line in lines:
        for sentence in _sentences(line):
            about.setdefault(sentence, []).append(line.number)
    return told + [Text(f"{_straps(numbers, len(lines))}: {sentence}") for sentence, numbers in about.items()]


def _straps(numbers: list[int], n: int) -> str:
    if len(numbers) == n > 1:
        return "All straps"
    return f"Strap {numbers[0]}" if len(numbers) == 1 else f"Straps {', '.join(map(str, numbers))}"


def _sentences(line: StrapLine) -> tuple[str, ...]:
    return tuple(sentence for sentence in (line.trouble, _clock(line), _set_aside(line)) if sentence)


def _clock(line: StrapLine) -> str | None:
    if line.clock is None or abs(line.clock.offset_s) < CLOCK_TOLD_S:
        return None
    direction = "behind" if line.clock.offset_s > 0 else "ahead of"
    span = timedelta(seconds=round(abs(line.clock.offset_s)))
    return f"This computer's clock is {span} {direction} the server's; beats are put right. Switch on time by network."


def _set_aside(line: StrapLine) -> str | None:
    return "The server refused some beats; `pulsro spool` says why." if line.spool.set_aside else None


@dataclass(frozen=True, slots=True)
class _Told:
    state: str
    sentences: tuple[str, ...]


class GatewayLines:
    """A line whenever something about a strap changes, and a summary every few minutes."""

    def __init__(self, gateway: Gateway, console: Console) -> None:
        self._gateway = gateway
        self._console = console
        self._told: dict[int, _Told] = {}
        self._since_summary_s = SUMMARY_EVERY_S

    async def show(self) -> None:
        """Tell it until it is cancelled."""
        while True:
            self.tell()
            await asyncio.sleep(LINES_EVERY_S)

    def tell(self) -> None:
        """Write what is new."""
        lines = self._gateway.lines()
        for line in lines:
            self._tell_strap(line, f"strap {line.number} ({line.name})")
        for number in set(self._told) - {line.number for line in lines}:
            del self._told[number]
        self._since_summary_s += LINES_EVERY_S
        if self._since_summary_s >= SUMMARY_EVERY_S and lines:
            self._since_summary_s = 0.0
            self._say(_summary(lines))

    def _tell_strap(self, line: StrapLine, called: str) -> None:
        before = self._told.get(line.number)
        now = _Told(line.state, _sentences(line))
        self._told[line.number] = now
        if before is None or before.state != now.state:
            self._say(f"{called}: {now.state}")
        for sentence in now.sentences:
            if before is None or sentence not in before.sentences:
                self._say(f"{called}: {sentence}")
        if before is not None and before.sentences and not now.sentences:
            self._say(f"{called}: well again")

    def _say(self, text: str) -> None:
        self._console.print(Text(text), soft_wrap=True)
