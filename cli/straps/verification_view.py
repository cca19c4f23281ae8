"""View of `pulsro strap verify`: a strap compared with its own ECG."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from cli.shared.terminal import ABSENT, figure, percentage, words
from cli.straps import texts as strap_texts
from cli.straps import verification_texts as texts
from sensors.beat_clock.texts import QUIRKS
from sensors.ble.strap import BleakStrap
from sensors.motion.stillness import is_calm

if TYPE_CHECKING:
    from hrv.engines.ecg import Agreement
    from messages import Text
    from sensors.beat_clock.quirks import StrapHabits
    from sensors.ble.verification import Verification
    from sensors.motion.stillness import Movement


async def listen(listened: Verification, wanted: str | None, *, seconds: float) -> None:
    """Collect for so long, with a bar that fills; StrapError as the strap raises it."""
    with Progress(console=Console(stderr=True), transient=True) as bar:
        waiting = bar.add_task(words(texts.LOOKING()), total=None)

        def heard() -> None:
            bar.update(waiting, description=words(texts.SIT_STILL()), total=seconds)
            bar.update(waiting, completed=bar.tasks[0].completed + 1)

        await listened.listen(BleakStrap(wanted, wish=listened.wish), seconds=seconds, heard=heard)


def habits_beside(agreement: Agreement, habits: StrapHabits) -> StrapHabits:
    """What a strap does, and how old its intervals are when they come, where enough beats matched to say so."""
    return habits if agreement.agrees is None else habits.with_lag(agreement.lag_s)


def show(agreement: Agreement, movement: Movement, habits: StrapHabits, *, as_json: bool) -> None:
    """Print what was found."""
    console = Console()
    if as_json:
        console.print_json(json.dumps(facts(agreement, movement, habits)))
        return
    console.print(agreement_table(agreement, movement))
    console.print(words(texts.VERDICTS[agreement.agrees]()))
    for quirk in habits.in_order:
        console.print(words(QUIRKS[quirk]()))


def agreement_table(agreement: Agreement, movement: Movement) -> Table:
    """What was counted and measured, one line each."""
    table = Table(show_header=False, pad_edge=False)
    for name, value in _rows(agreement, movement):
        table.add_row(words(name()), value)
    return table


def facts(
    agreement: Agreement, movement: Movement, habits: StrapHabits
) -> dict[str, float | int | bool | list[str] | None]:
    """The same for programs; the names keep their meaning from version to version."""
    return {
        "beats": agreement.beats,
        "r_peaks": agreement.peaks,
        "matched": agreement.matched,
        "missed": agreement.missed,
        "extra": agreement.extra,
        "lag_s": agreement.lag_s,
        "median_difference_ms": agreement.median_ms,
        "p95_difference_ms": agreement.p95_ms,
        "agrees": agreement.agrees,
        "movement_mg": _mean(movement.spans_mg),
        "calm_share": movement.calm_share,
        "quirks": sorted(habits.quirks),
    }


def movement_text(movement: Movement) -> str:
    """How much somebody moves at the moment, and whether that is little enough for a reading."""
    if movement.now_mg is None:
        return ABSENT
    text = texts.CALM if is_calm(movement.now_mg) else texts.NOT_CALM
    return words(text(mg=round(movement.now_mg)))


def _rows(agreement: Agreement, movement: Movement) -> tuple[tuple[Text, str], ...]:
    return (
        (texts.R_PEAKS, figure(agreement.peaks)),
        (texts.BEATS, figure(agreement.beats)),
        (texts.SAME, figure(agreement.matched)),
        (texts.MISSED, figure(agreement.missed)),
        (texts.MADE_UP, figure(agreement.extra)),
        (texts.DIFFER, _differences(agreement)),
        (texts.LATER, words(strap_texts.SECONDS(value=figure(agreement.lag_s, 2)))),
        (strap_texts.MOVEMENT, _movement(movement)),
    )


def _differences(agreement: Agreement) -> str:
    if agreement.median_ms is None:
        return ABSENT
    return words(texts.DIFFERENCES(median=figure(agreement.median_ms, 1), p95=figure(agreement.p95_ms, 1)))


def _movement(movement: Movement) -> str:
    mean_mg = _mean(movement.spans_mg)
    if mean_mg is None or movement.calm_share is None:
        return ABSENT
    return words(texts.CALM_SHARE(mg=round(mean_mg), share=percentage(movement.calm_share)))


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
