"""What was seen of a text: how a reading takes it, or what its best layout shows when there is none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from sensors.recordings.decision import stamps
from sensors.recordings.seen import Seen

if TYPE_CHECKING:
    from sensors.recordings.decision.candidates import Candidate
    from sensors.recordings.decision.layouts import Layout

SHOWN: Final = 3
UNIT_NAMES: Final = {"1/1024": "1/1024 s"}


def seen_table(table: Layout) -> Seen:
    """What a layout shows before anything is read."""
    columns = range(len(table.columns))
    return Seen(
        separator=table.separator,
        header=table.header,
        header_line=table.header_line,
        first_row={table.name_of(place): table.columns[place][0] for place in columns if table.columns[place]},
        rows={"seen": len(table.lines)},
    )


def seen_of(candidate: Candidate, zone: str = "", rows: dict[str, int] | None = None) -> Seen:
    """How a reading takes a text."""
    table, clock = candidate.layout, candidate.clock
    columns = {"intervals": candidate.name}
    first_row = {"interval": f"{candidate.rr_ms[0]:g} ms"} if candidate.rr_ms.size else {}
    if clock is not None and not candidate.is_of_moments:
        columns["stamps"] = table.name_of(clock.column)
        first_row = {"stamp": shown_stamp(candidate, 0), **first_row}
    return Seen(
        separator=table.separator,
        header=table.header,
        header_line=table.header_line,
        columns=columns,
        unit=UNIT_NAMES.get(candidate.unit, candidate.unit),
        decimal=candidate.numerals.decimal,
        thousands=candidate.numerals.thousands,
        dates=clock.form if clock is not None else "",
        zone=zone,
        first_row=first_row,
        rows=rows or {"read": int(candidate.rr_ms.size)},
    )


def first_rows(candidate: Candidate) -> tuple[str, ...]:
    """The first rows as a reading takes them."""
    return tuple(
        f"{shown_stamp(candidate, row)} {candidate.rr_ms[row]:.1f} ms".strip()
        for row in range(min(SHOWN, candidate.rr_ms.size))
    )


def first_day(candidate: Candidate) -> date | None:
    """The day on which a reading begins; None where its stamps say none."""
    clock = candidate.clock
    if clock is None or clock.kind not in {"utc", "wall"}:
        return None
    return datetime.fromtimestamp(float(clock.seconds[0]), UTC).date()


def shown_stamp(candidate: Candidate, row: int) -> str:
    """A stamp as it was read: a moment, a time of day, or seconds since the start."""
    clock = candidate.clock
    if clock is None:
        return ""
    second = float(clock.seconds[row])
    if clock.kind in {"utc", "wall"}:
        return stamps.on_wall(second)
    return stamps.on_wall(second)[11:] if clock.kind == "day" else f"{second:g} s"
