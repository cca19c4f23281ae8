"""`pulsro analyse`: what a recording says, window by window, without a server."""

from __future__ import annotations

import enum
import json
import os
from pathlib import Path  # noqa: TC003 - typer reads the annotations when the program runs
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cli.files import texts
from cli.files.answers import (
    BeganAtOption,
    ColumnOption,
    DatesOption,
    DecimalOption,
    UnitOption,
    about_of,
    asked_by,
    moment,
    with_option,
)
from cli.shared.plainly import BAD_INPUT, refuse
from cli.shared.terminal import helped, say, words
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hrv import Window
    from sensors.recordings.registry import About, Found, RecordedBeats


PAYS_FROM_WINDOWS: Final = 600
"""So many windows take longer in one process than it takes several to load NeuroKit2."""
MOST_PROCESSES: Final = 4
"""Each holds 200 MB."""


class EngineName(enum.StrEnum):
    """Who computes; the numbers are the same to a millionth."""

    BULK = "bulk"
    NEUROKIT = "neurokit"


@helped
def analyse(
    file: Annotated[Path, typer.Argument(help=N_("A recording in any form that pulsro import takes."))],
    *,
    window: Annotated[float, typer.Option(help=N_("Length of a window in seconds."), min=30)] = 300,
    hop: Annotated[float, typer.Option(help=N_("Seconds from one window to the next."), min=1)] = 60,
    rate: Annotated[float | None, typer.Option(help=N_("Samples a second, for PhysioNet annotations."), min=1)] = None,
    zone: Annotated[str, typer.Option(help=N_("Time zone of the clock that recorded."))] = "UTC",
    began_at: BeganAtOption = "",
    unit: UnitOption = "",
    decimal: DecimalOption = "",
    dates: DatesOption = "",
    column: ColumnOption = "",
    more: Annotated[
        bool,
        typer.Option("--all", help=N_("Also every other index, three z values, and DFA alpha 1 and sample entropy.")),
    ] = False,
    engine: Annotated[
        EngineName, typer.Option(help=N_("Who computes: ours, or NeuroKit2, which takes ten times as long."))
    ] = EngineName.BULK,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Write JSON with every value and its interval."))] = False,
) -> None:
    """Compute heart-rate variability of a recording in windows.

    How a file is to be read is found from all of it; what was assumed and left out is printed. A file that can be read
    in several ways is refused with a question; --unit, --decimal, --dates and --column answer it.

    The JSON is an object with "file", "format", "started_at" (UTC, or null when the file knows no date), "n_beats",
    "assumptions" and "left_out" (lists of objects with "code" and "parameters"; "n" in these says how many),
    "engine" (who computed), "lf_hf_method" (how LF and HF were computed, in words), "intervals" (what each interval
    covers, in words), "windows" and "next_readings". An absent value of a window is null; "why" says the reason,
    "why_codes" the same as stable codes. There is a next reading for each window: where the window after it is
    expected ("lo" to "hi" for RMSSD, SDNN and mean RR), from the windows up to that one; null with a code in "why"
    where nothing can be said. --all adds "parasympathetic" to each window (mean RR, RMSSD and the share of SD1 as z
    values among resting adults, one by one), and "complexity": DFA alpha 1 and sample entropy of the longest unbroken
    run.
    """
    answers = {"unit": unit, "decimal": decimal, "dates": dates, "column": column}
    said = {"zone": zone, "began_at": moment(began_at, zone), "samples_per_s": str(rate or "")} | answers
    found = _understood(file, about_of(file, said))
    recorded = _beats(found)
    windows = _windows(recorded, engine, window_s=window, hop_s=hop)
    if as_json:
        told = as_object(file, found, windows, engine) | (_more(recorded, windows) if more else {})
        typer.echo(json.dumps(told, indent=2, allow_nan=False))
    else:
        _show(file, found, windows, more=more)


def _understood(file: Path, about: About) -> Found:
    """What a file holds; ends the command with a sentence, and with the answers to choose from where it asks one."""
    from sensors.recordings.registry import UnreadableRecordingError, understand_file

    try:
        return understand_file(file, about)
    except UnreadableRecordingError as error:
        for line in (with_option(error.message), *map(words, asked_by(error))):
            typer.echo(line, err=True)
        raise typer.Exit(BAD_INPUT) from error


def _beats(found: Found) -> RecordedBeats:
    from sensors.recordings.texts import NO_BEATS

    return found.beats or refuse(NO_BEATS())


def as_object(file: Path, found: Found, windows: Sequence[Window], engine: EngineName) -> dict[str, Any]:
    """The JSON form, stable and documented in `analyse`."""
    from hrv import next_readings
    from hrv.spectral.spectrum import METHOD

    recorded = _beats(found)
    return {
        "file": str(file),
        "format": recorded.format.value,
        "started_at": recorded.started_at.isoformat() if recorded.started_at else None,
        "n_beats": len(recorded.series),
        "assumptions": [each.to_json() for each in found.assumptions],
        "left_out": [each.to_json() for each in found.left_out],
        "engine": engine.value,
        "lf_hf_method": METHOD,
        "intervals": {"within_reading": str(texts.WITHIN_READING()), "next_reading": str(texts.NEXT_READING())},
        "windows": [_window(window) for window in windows],
        "next_readings": [expected.to_json() for expected in next_readings(windows)],
    }


def _more(recorded: RecordedBeats, windows: Sequence[Window]) -> dict[str, Any]:
    """What `--all` adds to the JSON form."""
    from hrv import parasympathetic_view
    from hrv.engines.complexity import complexity
    from hrv.texts import no_complexity

    seen = [_window(window) | {"parasympathetic": parasympathetic_view(window).to_json()} for window in windows]
    found = complexity(recorded.series)
    why = {name: str(no_complexity(cause)) for name, cause in found.why.items()}
    return {"windows": seen, "complexity": found.to_json() | {"why": why, "why_codes": dict(found.why)}}


def _window(window: Window) -> dict[str, Any]:
    """A window with a sentence, and beside it the code, for each absent value."""
    from hrv.texts import absent

    why = {name: str(absent(window, name)) for name in window.why}
    return window.to_json() | {"why": why, "why_codes": dict(window.why)}


def _windows(recorded: RecordedBeats, engine: EngineName, *, window_s: float, hop_s: float) -> tuple[Window, ...]:
    import hrv

    if engine is EngineName.BULK:
        return hrv.analyse_in_bulk(recorded.series, window_s=window_s, hop_s=hop_s)
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from rich.console import Console

    with Console(stderr=True).status(words(texts.COMPUTING())):
        if _cpus() == 1 or recorded.series.rr_ms.sum() < 1000 * PAYS_FROM_WINDOWS * hop_s:
            return hrv.analyse(recorded.series, window_s=window_s, hop_s=hop_s)
        with ProcessPoolExecutor(_cpus(), mp_context=get_context("spawn")) as processes:
            return hrv.analyse(recorded.series, window_s=window_s, hop_s=hop_s, processes=processes)


def _cpus() -> int:
    """How many processors this process may use, and no more than help."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_PROCESSES)


def _show(file: Path, found: Found, windows: Sequence[Window], *, more: bool) -> None:
    from cli.files.analyse_view import COLUMNS, MORE_COLUMNS, structure, summary, table
    from cli.files.window_texts import LF_HF, OF_INTERVALS, Z_VALUES
    from hrv import next_readings

    recorded = _beats(found)
    typer.echo(summary(file, recorded, windows))
    for sentence in found.sentences:
        typer.echo(with_option(sentence))
    if windows:
        typer.echo(table(recorded, windows, COLUMNS, expected=next_readings(windows)))
        say(OF_INTERVALS())
        say(LF_HF())
    if windows and more:
        typer.echo(table(recorded, windows, MORE_COLUMNS))
        say(Z_VALUES())
    if more:
        typer.echo(structure(recorded.series))
