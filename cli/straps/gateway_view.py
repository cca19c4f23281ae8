"""Views of a running gateway: a live table in a terminal, lines of text everywhere else."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from babel.dates import format_date
from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.live import Live
from rich.markup import escape
from rich.table import Column, Table
from rich.text import Text

from cli.shared.terminal import ABSENT, figure, reader, words
from cli.straps import texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console, RenderableType

    from messages import Message
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


def pairings_table(paired: Iterable[tuple[Pairing, SpoolCount]]) -> Table:
    """The straps of a gateway and what waits of each."""
    names = (texts.STRAP, texts.CALLED, texts.ADDRESS, texts.SERVER, texts.SINCE, texts.BEATS_WAITING, texts.SET_ASIDE)
    columns = (Column(escape(words(name())), no_wrap=name is texts.ADDRESS) for name in names)
    table = Table(*columns, pad_edge=False)
    for pairing, count in paired:
        table.add_row(
            str(pairing.number),
            Text(pairing.name),
            Text(pairing.strap or words(texts.FIRST_HEARD())),
            Text(pairing.server),
            format_date(pairing.paired_at, "medium", locale=reader().locale),
            Text(words(texts.BEATS(n=count.waiting_beats))),
            Text(words(texts.BLOCKS(n=count.set_aside)) if count.set_aside else ABSENT),
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
            return Text(words(texts.NONE_PAIRED()))
        return Group(_table(lines), *_troubles(lines, self._gateway.trouble))


def _table(lines: tuple[StrapLine, ...]) -> Table:
    """All cells are `Text`: in plain strings rich looks for markup, emoji and numbers, which costs time and memory."""
    table = Table(title=Text(_summary(lines), "bold"), title_justify="left", pad_edge=False, box=SIMPLE_HEAD)
    for name, justify in _COLUMNS:
        table.add_column(Text(words(name())), justify=justify, no_wrap=True)  # type: ignore[arg-type]  # rich's own literal type
    for line in lines:
        table.add_row(Text(str(line.number)), Text(line.name), *_cells(line))
    return table


_COLUMNS: Final = (
    (texts.STRAP, "right"),
    (texts.CALLED, "left"),
    (texts.LINK, "left"),
    (texts.HEART_RATE, "right"),
    (texts.HEARD, "right"),
    (texts.BATTERY, "right"),
    (texts.KEPT, "right"),
    (texts.BEATS_WAITING, "right"),
    (texts.SET_ASIDE, "right"),
)


def _cells(line: StrapLine) -> tuple[Text, ...]:
    is_old = line.age_s is None or line.age_s > OLD_S
    return (
        Text(words(_state(line)), style="red" if line.is_stopped else "yellow" if is_old else "green"),
        Text(words(texts.BPM(value=line.bpm)) if line.bpm and not is_old else ABSENT),
        Text(words(_age(line.age_s)), style="bold yellow" if is_old else ""),
        Text(ABSENT if line.battery_percent is None else words(texts.PERCENT(value=line.battery_percent))),
        Text(figure(line.beats)),
        Text(figure(line.spool.waiting_beats), style="yellow" if line.spool.waiting_beats > _A_MINUTE else ""),
        Text(figure(line.spool.set_aside), style="red") if line.spool.set_aside else Text(ABSENT),
    )


_A_MINUTE: Final = 100
"""More beats than a heart makes in a minute or so: the server has not taken any for a while."""


def _age(age_s: float | None) -> Message:
    if age_s is None:
        return texts.NOT_YET()
    if age_s < 100:  # noqa: PLR2004 - two digits
        return texts.SECONDS_AGO(value=round(age_s))
    return texts.SPAN_AGO(span=str(timedelta(seconds=round(age_s))))


def _state(line: StrapLine) -> Message:
    return texts.STATES[line.state]()


def _summary(lines: tuple[StrapLine, ...]) -> str:
    heard = sum(line.age_s is not None and line.age_s <= OLD_S for line in lines)
    waiting = sum(line.spool.waiting_beats for line in lines)
    counts = (texts.HEARD_OF(heard=heard, n=len(lines)), texts.WAIT_FOR_SERVER(n=waiting))
    return " · ".join(map(words, counts))


def _troubles(lines: tuple[StrapLine, ...], trouble: Message | None) -> list[Text]:
    """Each sentence once, with the straps that it is about."""
    told = [Text(words(trouble), style="red")] if trouble else []
    about: dict[str, tuple[Message, list[int]]] = {}
    for line in lines:
        for message in _messages(line):
            about.setdefault(words(message), (message, []))[1].append(line.number)
    return told + [Text(words(_about(message, numbers, len(lines)))) for message, numbers in about.values()]


def _about(what: Message, numbers: list[int], n: int) -> Message:
    """What is said about some of so many straps."""
    if len(numbers) == n > 1:
        return texts.ALL_STRAPS(what=what)
    if len(numbers) == 1:
        return texts.ONE_STRAP(number=numbers[0], what=what)
    return texts.SOME_STRAPS(numbers=", ".join(map(str, numbers)), what=what)


def _messages(line: StrapLine) -> tuple[Message, ...]:
    return tuple(message for message in (line.trouble, _clock(line), _set_aside(line)) if message)


def _clock(line: StrapLine) -> Message | None:
    if line.clock is None or abs(line.clock.offset_s) < CLOCK_TOLD_S:
        return None
    span = str(timedelta(seconds=round(abs(line.clock.offset_s))))
    return (texts.CLOCK_BEHIND if line.clock.offset_s > 0 else texts.CLOCK_AHEAD)(span=span)


def _set_aside(line: StrapLine) -> Message | None:
    return texts.SOME_REFUSED() if line.spool.set_aside else None


@dataclass(frozen=True, slots=True)
class _Told:
    state: str
    messages: tuple[Message, ...]


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
            self._tell_strap(line)
        for number in set(self._told) - {line.number for line in lines}:
            del self._told[number]
        self._since_summary_s += LINES_EVERY_S
        if self._since_summary_s >= SUMMARY_EVERY_S and lines:
            self._since_summary_s = 0.0
            self._say(_summary(lines))

    def _tell_strap(self, line: StrapLine) -> None:
        before = self._told.get(line.number)
        now = _Told(line.state, _messages(line))
        self._told[line.number] = now
        if before is None or before.state != now.state:
            self._say_of(line, _state(line))
        for message in now.messages:
            if before is None or message not in before.messages:
                self._say_of(line, message)
        if before is not None and before.messages and not now.messages:
            self._say_of(line, texts.WELL_AGAIN())

    def _say_of(self, line: StrapLine, what: Message) -> None:
        self._say(words(texts.NAMED_STRAP(number=line.number, name=line.name, what=what)))

    def _say(self, text: str) -> None:
        self._console.print(Text(text), soft_wrap=True)
