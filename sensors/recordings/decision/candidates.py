"""Candidates: every reading of a text under which one of its columns holds the intervals of a heart.

A reading is a layout, a way to write numbers, a column, a unit, and the stamps beside it. Names of columns and what a
person says leave some out; what is left is listed here and judged in `choice`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.beats import JOIN_TOLERANCE_MS
from sensors.heart_rate import rr_limits
from sensors.recordings.decision import column_names, numerals, stamps
from sensors.recordings.decision.agreement import ClockAgreement, agreement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sensors.recordings.decision.layouts import Layout
    from sensors.recordings.decision.numerals import Numerals, Parsed
    from sensors.recordings.decision.stamps import Stamps
    from sensors.recordings.model import About

UNITS_MS: Final = {"ms": 1.0, "s": 1000.0, "1/1024": 1000 / 1024}
SHOWN_BY_SIZE: Final = ("ms", "s")
"""Units that the size of intervals tells apart; 1/1024 s is told from ms by stamps alone, or by a person."""

COUNTED_S: Final = (1.0, 1e-3, 1e-6, 1e-9)
EPOCH_S: Final = (315532800.0, 7258118400.0)
"""1980 to 2200: a smaller number of seconds counts from the start of the recording."""

HALF: Final = 0.5
PROBE: Final = 20
"""A column that begins with so many cells that are no numbers is none of numbers."""

GROWS_FROM: Final = 8
"""So many rows in a row that only grow are moments."""

FILL: Final = 65535.0
PADDED: Final = 0.2
"""Where so large a share of the words is the fill word it pads lists, and no beats are missing there."""

JOINED: Final = 0.8
CLOCK_LIKE: Final = (0.3, 1.06)
"""A column without a name that only grows is a clock if the intervals fill so much of it."""


@dataclass(frozen=True, slots=True)
class ClockColumn:
    """The stamps beside the intervals.

    Attributes:
        column: the place of the column.
        seconds: of each row; since 1970 if `kind` is `utc` or `wall`.
        kind: `utc`, `wall` (since 1970 on the wall), `day` (time of day) or `counted`.
        are_moments: whether the steps from one to the next are the intervals themselves.
    """

    column: int
    seconds: NDArray[np.float64]
    kind: str
    form: str
    order: str
    resolution_s: float
    are_moments: bool

    @property
    def is_written(self) -> bool:
        """Whether the stamps are dates or times of day in words of their own, which no numbers look like by chance."""
        return ":" in self.form


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a text.

    Attributes:
        unit: of the intervals: a key of `UNITS_MS`, or samples a second as `250/s`.
        rr_ms: the intervals in the rows that have one.
        rows: which rows those are.
        clock: the stamps of these rows.
        agreement: of the intervals with the clock.
        is_of_moments: whether the column held moments, whose differences these are.
        wrong: the rows whose cells are no numbers.
        repeated: how many rows were left out because they repeat others.
        was_off_by: how the intervals agreed before their unit was put right.
    """

    layout: Layout
    numerals: Numerals
    column: int
    unit: str
    rr_ms: NDArray[np.float64]
    rows: NDArray[np.intp]
    clock: ClockColumn | None = None
    agreement: ClockAgreement | None = None
    is_of_moments: bool = False
    wrong: tuple[int, ...] = ()
    repeated: int = 0
    was_off_by: ClockAgreement | None = None

    @property
    def plausible(self) -> NDArray[np.bool_]:
        """Which intervals a heart at rest or work could make."""
        return (self.rr_ms >= rr_limits.SHORTEST_RR_MS) & (self.rr_ms <= rr_limits.LONGEST_RR_MS)

    @property
    def lines(self) -> NDArray[np.int64]:
        """The lines of the rows."""
        return np.asarray(self.layout.lines, np.int64)[self.rows]

    @property
    def name(self) -> str:
        """The column as a person names it; `all` for every number in the text."""
        return "all" if self.layout.is_flat else self.layout.name_of(self.column)


def has_digit(cell: str) -> bool:
    """Whether a cell can hold a number or a date at all; prose below a title does not make a table."""
    return any(sign.isdigit() for sign in cell)


def factor_ms(unit: str) -> float | None:
    """How many ms one of a unit is; None for none that is known."""
    if unit in UNITS_MS:
        return UNITS_MS[unit]
    rate = unit.removesuffix("/s")
    per_s = float(rate) if rate != unit and rate.replace(".", "", 1).isdecimal() else 0.0
    return 1000 / per_s if per_s > 0 else None


def is_heart(rr_ms: NDArray[np.float64]) -> bool:
    """Whether numbers are the intervals of a heart: mostly plausible, and not only growing."""
    words = rr_ms[(rr_ms > 0) & (rr_ms != FILL)]
    if not words.size:
        return False
    plausible = (words >= rr_limits.SHORTEST_RR_MS) & (words <= rr_limits.LONGEST_RR_MS)
    grows = words.size >= GROWS_FROM and bool((np.diff(words) > 0).all())
    return bool(plausible.mean() >= HALF) and not grows


def candidates(table: Layout, about: About) -> Iterator[Candidate]:
    """The readings of one layout, without clocks."""
    for place in interval_columns(table, about.column):
        text = "".join(table.columns[place])
        known: dict[tuple[str, ...], list[Candidate]] = {}
        for writing in _writings(table, place, about.decimal):
            roles = writing.roles_in(text)
            if roles not in known:
                known[roles] = list(_of_column(table, writing, place, about))
            yield from (replace(each, numerals=writing) for each in known[roles])


def _of_column(table: Layout, writing: Numerals, place: int, about: About) -> Iterator[Candidate]:
    cells = table.columns[place]
    if len(cells) > 2 * PROBE and len(numerals.parsed(cells[:PROBE], writing).wrong) == PROBE:
        return
    column = numerals.parsed(cells, writing)
    if len(column.wrong) <= HALF * column.values.size:
        yield from _in_units(table, writing, column, place=place, about=about)


def _writings(table: Layout, place: int, decimal: str) -> tuple[Numerals, ...]:
    """The ways to write numbers that the numeric columns of a table leave."""
    texts = ["".join(table.columns[place])]
    texts += ["".join(cells) for other, cells in enumerate(table.columns) if other != place and _is_numeric(cells)]
    return numerals.possible(" ".join(texts) if len(texts) == 1 else "\n".join(texts), decimal)


def _is_numeric(cells: Sequence[str]) -> bool:
    return bool(cells) and not cells[0].strip(" +-0123456789.,'eE") and not stamps.stamps_in(cells[:1])


def interval_columns(table: Layout, wanted: str) -> list[int]:
    """The columns that may hold intervals: the one that is wanted, or those with a name for it, or any without."""
    if table.is_flat:
        return [0] if wanted in {"", "all"} else []
    if wanted:
        return [place for place in range(len(table.columns)) if wanted.lower() in _called(table, place)]
    if named := named_columns(table):
        return named
    return [
        place
        for place in range(len(table.columns))
        if place >= len(table.names) or not column_names.is_of_stamps(table.names[place])
    ]


def named_columns(table: Layout) -> list[int]:
    """The columns whose names say that they hold intervals."""
    return [place for place, name in enumerate(table.names) if column_names.is_of_intervals(name)]


def _called(table: Layout, place: int) -> set[str]:
    return {str(place + 1), *(table.names[place : place + 1])}


def _in_units(table: Layout, writing: Numerals, column: Parsed, *, place: int, about: About) -> Iterator[Candidate]:
    values = column.values
    rows = np.flatnonzero(np.isfinite(values))
    named = column_names.unit_in(table.names[place]) if place < len(table.names) else ""
    sized = [unit for unit in SHOWN_BY_SIZE if is_heart(values[rows] * UNITS_MS[unit])]
    for unit in [about.unit] if about.unit else [named] if named in sized or named == "1/1024" else sized:
        factor = factor_ms(unit)
        if factor is not None and is_heart(values[rows] * factor):
            yield Candidate(table, writing, place, unit, values[rows] * factor, rows, wrong=column.wrong)


# ---------------------------------------------------------------------------- clocks
def with_clocks(candidate: Candidate, about: About) -> Iterator[Candidate]:
    """The same with the stamps beside it, once for each order of day and month that they may have."""
    clocks = _clocks(candidate, about)
    dated = [clock for clock in clocks if clock.kind in {"utc", "wall"}]
    best = dated or clocks
    first = best[0].column if best else None
    for clock in (each for each in best if each.column == first):
        yield replace(candidate, clock=clock, agreement=agreement(clock.seconds, candidate.rr_ms, clock.resolution_s))
    if not best:
        yield candidate


def _clocks(candidate: Candidate, about: About) -> list[ClockColumn]:
    table = candidate.layout
    others = [place for place in range(len(table.columns)) if place != candidate.column and not table.is_flat]
    named = stamp_columns(table)
    return [
        clock
        for place in others
        if not named or place in named
        for clock in _clocks_in(candidate, place, about, named=bool(named))
    ]


def stamp_columns(table: Layout) -> list[int]:
    """The columns whose names say that they hold moments; seconds since the start only where there is nothing else."""
    for is_so in (column_names.is_of_stamps, column_names.is_since_start):
        if named := [place for place, name in enumerate(table.names) if is_so(name)]:
            return named
    return []


def _clocks_in(candidate: Candidate, place: int, about: About, *, named: bool) -> Iterator[ClockColumn]:
    cells = _picked(candidate.layout.columns[place], candidate.rows)
    orders = (about.dates,) if about.dates else ()
    written = _with_times(candidate, place, stamps.stamps_in(cells, orders=orders), orders)
    for each in written:
        yield _clock(candidate, place, each)
    if not written and cells and _are_numbers(cells[:PROBE], candidate.numerals):
        numbers = numerals.parsed(cells, candidate.numerals)
        if np.isfinite(numbers.values).all():
            yield from _counted(candidate, place, numbers.values, named=named)


def _are_numbers(cells: Sequence[str], writing: Numerals) -> bool:
    return bool(np.isfinite(numerals.parsed(cells, writing).values).all())


def _picked(cells: Sequence[str], rows: NDArray[np.intp]) -> Sequence[str]:
    return cells if len(cells) == rows.size else [cells[row] for row in rows.tolist()]


def _with_times(
    candidate: Candidate, place: int, written: tuple[Stamps, ...], orders: Sequence[str]
) -> tuple[Stamps, ...]:
    """Days with the times of day in the next column, where those stand apart."""
    if not written or not written[0].has_day or written[0].resolution_s < stamps.DAY_S:
        return written
    columns = candidate.layout.columns
    if place + 1 >= len(columns) or place + 1 == candidate.column:
        return ()
    days, times = (_picked(columns[at], candidate.rows) for at in (place, place + 1))
    return stamps.stamps_in([f"{day} {time}" for day, time in zip(days, times, strict=True)], orders=orders)


def _clock(candidate: Candidate, place: int, each: Stamps) -> ClockColumn:
    kind = "utc" if each.has_offset else "wall" if each.has_day else "day"
    moments = are_moments(each.seconds, candidate.rr_ms)
    return ClockColumn(place, each.seconds, kind, each.form, each.order, each.resolution_s, moments)


def _counted(candidate: Candidate, place: int, values: NDArray[np.float64], *, named: bool) -> Iterator[ClockColumn]:
    """A clock that counts, in the unit in which it runs about as long as the heart beat."""
    steps = np.diff(values)
    if values.size < 2 or not steps.any() or is_index(values):  # noqa: PLR2004 - nothing lies between fewer
        return
    beating_s = float(candidate.rr_ms[1:].sum()) / 1000
    kind, unit_s = _unit_of(values, beating_s)
    if kind == "serial":
        yield _as_clock(candidate, place, stamps.from_serials(values), kind="wall")
    elif named or ((steps >= 0).all() and CLOCK_LIKE[0] < beating_s / (np.ptp(values) * unit_s) < CLOCK_LIKE[1]):
        yield _as_clock(candidate, place, values * unit_s, kind=kind, unit_s=unit_s)


def _unit_of(values: NDArray[np.float64], beating_s: float) -> tuple[str, float]:
    span, first = float(np.ptp(values)), float(values[0])
    for unit_s in COUNTED_S:
        if EPOCH_S[0] < first * unit_s < EPOCH_S[1] and beating_s / (span * unit_s) > 1e-6:  # noqa: PLR2004 - not in days
            return "utc", unit_s
    if stamps.is_serial(values) and abs(math.log(span * stamps.DAY_S / max(beating_s, 1e-9))) < 1:
        return "serial", stamps.DAY_S
    return "counted", min(COUNTED_S, key=lambda unit: abs(math.log(span * unit / max(beating_s, 1e-9))))


def _as_clock(
    candidate: Candidate, place: int, seconds: NDArray[np.float64], *, kind: str, unit_s: float = stamps.DAY_S
) -> ClockColumn:
    form = {1.0: "s", 1e-3: "ms", 1e-6: "us", 1e-9: "ns"}.get(unit_s, "days since 1900")
    steps = np.abs(np.diff(seconds))
    resolution_s = float(steps[steps > 0].min()) if (steps > 0).any() else 0.0
    return ClockColumn(place, seconds, kind, form, "", min(resolution_s, 1.0), are_moments(seconds, candidate.rr_ms))


def is_index(values: NDArray[np.float64]) -> bool:
    """Whether a column only numbers the rows."""
    return values[0] in {0.0, 1.0} and bool((np.diff(values) == 1).all())


def are_moments(seconds: NDArray[np.float64], rr_ms: NDArray[np.float64]) -> bool:
    """Whether the steps of a clock are the intervals that end there, nearly all of them."""
    beats = (rr_ms >= rr_limits.REFRACTORY_MS) & (rr_ms < rr_limits.HOLE_MS)
    steps_ms = np.diff(seconds[beats]) * 1000
    if not steps_ms.size or not (steps_ms > 0).all():
        return False
    return bool((np.abs(steps_ms - rr_ms[beats][1:]) <= JOIN_TOLERANCE_MS).mean() >= JOINED)


# ---------------------------------------------------------------------------- moments alone
def of_moments(table: Layout, about: About) -> Iterator[Candidate]:
    """The readings of a single column that only grows: moments of beats, whose differences are the intervals."""
    if len(table.columns) != 1 or not table.columns[0]:
        return
    for writing in _writings(table, 0, about.decimal):
        column = numerals.parsed(table.columns[0], writing)
        rows = np.flatnonzero(np.isfinite(column.values))
        moments = column.values[rows]
        steps = np.diff(moments)
        if column.wrong or moments.size < GROWS_FROM or not (steps > 0).all():
            continue
        for unit in [about.unit] if about.unit else SHOWN_BY_SIZE:
            factor = factor_ms(unit)
            if factor is not None and is_heart(steps * factor):
                clock = ClockColumn(0, moments[1:] * factor / 1000, "counted", unit, "", 0.0, are_moments=True)
                yield Candidate(table, writing, 0, unit, steps * factor, rows[1:], clock, is_of_moments=True)
