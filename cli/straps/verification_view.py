"""How a strap beside its own ECG looks in a terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from sensors.ble.strap import BleakStrap
from sensors.motion.stillness import is_calm

if TYPE_CHECKING:
    from hrv.engines.ecg import Agreement
    from sensors.beat_clock.quirks import StrapHabits
    from sensors.ble.verification import Verification
    from sensors.motion.stillness import Movement

VERDICTS: Final = {
    True: "The strap's own intervals agree with its ECG.",
    False: "The strap's own intervals do not agree with its ECG. Wet the pads, sit still and try again.",
    None: "There were too few beats to say anything. Try again for longer.",
}


async def listen(listened: Verification, wanted: str | None, *, seconds: float) -> None:
    """Collect for so long, with a bar that fills; StrapError as the strap raises it."""
    with Progress(console=Console(stderr=True), transient=True) as bar:
        waiting = bar.add_task("Looking for the strap", total=None)

        def heard() -> None:
            bar.update(waiting, description="Sit still", total=seconds)
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
    console.print(VERDICTS[agreement.agrees])
    for sentence in habits.sentences:
        console.print(sentence)


def agreement_table(agreement: Agreement, movement: Movement) -> Table:
    """What was counted and measured, one line each."""
    table = Table(show_header=False, pad_edge=False)
    for name, value in _rows(agreement, movement):
        table.add_row(name, value)
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
        return "-"
    calm = "calm enough for a reading" if is_calm(movement.now_mg) else "too much for a reading"
    return f"{movement.now_mg:.0f} mG, {calm}"


def _rows(agreement: Agreement, movement: Movement) -> tuple[tuple[str, str], ...]:
    return (
        ("R peaks of the ECG", str(agreement.peaks)),
        ("beats of the strap", str(agreement.beats)),
        ("the same heart beats", str(agreement.matched)),
        ("missed by the strap", str(agreement.missed)),
        ("made up by the strap", str(agreement.extra)),
        ("intervals differ by", _differences(agreement)),
        ("told later than the ECG by", f"{agreement.lag_s:.2f} s"),
        ("movement", _movement(movement)),
    )


def _differences(agreement: Agreement) -> str:
    if agreement.median_ms is None:
        return "-"
    return f"{agreement.median_ms:.1f} ms (median), {agreement.p95_ms:.1f} ms (95 %)"


def _movement(movement: Movement) -> str:
    mean_mg = _mean(movement.spans_mg)
    if mean_mg is None or movement.calm_share is None:
        return "-"
    return f"{mean_mg:.0f} mG; calm enough for a reading in {movement.calm_share:.0%} of the time"


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
