"""A person's own usual range: where most of their days lie, and how well that is known; as bands, day by day."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from hrv.json_values import Stored
from hrv.light.calendar import walk, walk_through
from hrv.light.compared_days import compared
from hrv.light.comparison import HEART_RATE_ROW, HRV_ROW, ROWS, histories_of, in_order
from hrv.light.daily_value import DailyValue, Kind
from hrv.light.detector import FilterState
from hrv.light.prior import ANYBODY, RESTING_HEART_RATE
from hrv.light.readout import FEWEST_VALUES_OF_A_LIGHT, Readout, centre_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from hrv.light.compared_days import DaysOfLine
    from hrv.light.prior import Prior
    from hrv.numeric.arrays import Floats

NO_LONGER_PROVISIONAL_AT: Final = 20
ONE_DAY: Final = timedelta(days=1)
BANDS_KEPT: Final = 366
"""The longest chart shows a year, and each of its days lies beside the band of the day before."""

NUMBERS: Final = 2
"""Of one day: the centre, and the spread of single values."""

USUAL_SD: Final = 1.0
"""The usual range reaches one standard deviation to both sides: about two days in three lie within."""
CLEARLY_SD: Final = 2.0


class Place(enum.StrEnum):
    """Where a single value lies against the usual range."""

    HIGHER = "higher"
    WITHIN = "within"
    A_LITTLE_BELOW = "a_little_below"
    CLEARLY_BELOW = "clearly_below"


@dataclass(frozen=True, slots=True)
class Band:
    """The usual range as a chart shows it, in ln ms: its centre, and the spread of single values."""

    centre_ln: float
    value_sd: float

    @property
    def low_ms(self) -> float:
        """The lower end as RMSSD in ms."""
        return math.exp(self.centre_ln - USUAL_SD * self.value_sd)

    @property
    def high_ms(self) -> float:
        """The upper end as RMSSD in ms."""
        return math.exp(self.centre_ln + USUAL_SD * self.value_sd)

    def place(self, ln_rmssd: float) -> Place:
        """Where one value lies; a single value below the range is no light."""
        off_sd = (ln_rmssd - self.centre_ln) / self.value_sd
        if off_sd > USUAL_SD:
            return Place.HIGHER
        if off_sd >= -USUAL_SD:
            return Place.WITHIN
        return Place.A_LITTLE_BELOW if off_sd >= -CLEARLY_SD else Place.CLEARLY_BELOW


@dataclass(frozen=True, slots=True)
class UsualRange(Stored):
    """Where a person's days of one kind usually lie, in ln ms: centre, spread, and likeness of neighbouring days.

    `sd_ln` is the person's own spread from day to day, `error_ln` the usual standard error of one value on top of it;
    `centre_se` says how well the centre is known. `provisional` until twenty good days.
    """

    kind: Kind
    on: date
    centre_ln: float
    centre_se: float
    sd_ln: float
    phi: float
    n_days: int
    provisional: bool
    error_ln: float = 0.0
    weekday_ln: tuple[float, ...] = ()
    """How far each weekday lies from the others, Monday first; all zero unless the days insist."""

    readers: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "kind": Kind,
        "on": date.fromisoformat,
        "weekday_ln": tuple,
    }

    @property
    def value_sd(self) -> float:
        """The spread of single values: the person's own and the measurement's."""
        return math.hypot(self.sd_ln, self.error_ln)

    @property
    def centre_ms(self) -> float:
        """The middle of the range as RMSSD in ms."""
        return math.exp(self.centre_ln)

    @property
    def band(self) -> Band:
        """What a chart shows of it."""
        return Band(self.centre_ln, self.value_sd)

    @property
    def low_ms(self) -> float:
        """The lower end of the range as RMSSD in ms."""
        return self.band.low_ms

    @property
    def high_ms(self) -> float:
        """The upper end of the range as RMSSD in ms."""
        return self.band.high_ms

    def place(self, ln_rmssd: float) -> Place:
        """Where one value lies; a single value below the range is no light."""
        return self.band.place(ln_rmssd)


def usual_range(
    days: Iterable[DailyValue], *, on: date, kind: Kind | str = Kind.CHECK, prior: Prior = ANYBODY
) -> UsualRange | None:
    """The usual range of one kind at the end of a day, from the days up to it; None before the fifth good value.

    It is in the numbers of the source that decides then. Raises `ValueError` when a day comes twice from one source.
    """
    kind = Kind(kind)
    of_kind = [day for day in in_order(days, kind) if day.day <= on]
    if not of_kind:
        return None
    line = compared(of_kind).on(on)
    histories = histories_of(line.days, first=line.days[0].day, last=on, moves=line.moves)
    memory = walk_through(first_state(prior), histories)
    return range_of(Readout.of(memory, on.toordinal()), HRV_ROW, kind=kind, on=on)


def usual_ranges(
    days: Iterable[DailyValue], *, kind: Kind | str = Kind.CHECK, prior: Prior = ANYBODY
) -> dict[date, UsualRange]:
    """The usual range at the end of every day from the fifth good value to the last day, in one walk through them."""
    kind = Kind(kind)
    of_kind = in_order(days, kind)
    if not of_kind:
        return {}
    lines, last = compared(of_kind), of_kind[-1].day
    return {
        on: known
        for line in lines.lines
        for on, known in _ranges_of(line, last=last, kind=kind, prior=prior)
        if known is not None and lines.on(on) is line
    }


def _ranges_of(line: DaysOfLine, *, last: date, kind: Kind, prior: Prior) -> Iterator[tuple[date, UsualRange | None]]:
    first = line.days[0].day
    histories = histories_of(line.days, first=first, last=last, moves=line.moves)
    for number, memory in enumerate(walk(first_state(prior), histories)):
        on = first + timedelta(days=number)
        yield on, range_of(Readout.of(memory, on.toordinal()), HRV_ROW, kind=kind, on=on)


def first_state(prior: Prior) -> FilterState:
    """What is remembered of a person before the first day: a row for RMSSD, and one for resting heart rate."""
    both = {HRV_ROW: prior, HEART_RATE_ROW: RESTING_HEART_RATE}
    rows = [both[row] for row in range(ROWS)]
    return FilterState.blank(np.array([row.ln_level for row in rows]), np.array([row.ln_level_sd for row in rows]))


def range_of(readout: Readout, person: int, *, kind: Kind, on: date) -> UsualRange | None:
    """A person's usual range; None before the fifth good value."""
    memory = readout.memory
    n_values = int(memory.counts.n_values[person])
    if n_values < FEWEST_VALUES_OF_A_LIGHT:
        return None
    return UsualRange(
        kind=kind,
        on=on,
        centre_ln=float(readout.centre[person]),
        centre_se=float(readout.centre_sd[person]),
        sd_ln=float(readout.spread[person]),
        phi=float(readout.phi[person]),
        n_days=n_values,
        provisional=n_values < NO_LONGER_PROVISIONAL_AT,
        error_ln=float(memory.counts.error_variance[person]) ** 0.5,
        weekday_ln=tuple(float(offset) for offset in readout.weekdays[person]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """The bands at the end of consecutive days, of which `until` is the last."""

    until: date
    numbers: Floats
    """Centre and spread of each day, NaN where no range was known yet (days x 2)."""

    @property
    def first(self) -> date:
        """The first day; the one after `until` where there are none."""
        return self.until - (len(self.numbers) - 1) * ONE_DAY

    def cover(self, first: date, last: date) -> bool:
        """Whether all days from `first` to `last` are among them."""
        return self.first <= first and last <= self.until

    def by_day(self) -> dict[date, Band]:
        """The band of each day that has one."""
        known = np.isfinite(self.numbers[:, 0])
        return {self.first + int(n) * ONE_DAY: Band(*map(float, self.numbers[n])) for n in np.flatnonzero(known)}

    def since(self, day: date) -> Bands:
        """Those from a day on."""
        return Bands(self.until, self.numbers[max(0, (day - self.first).days) :])

    def followed_by(self, later: Floats) -> Bands:
        """The same with those of the days that follow; the oldest go."""
        return Bands(self.until + len(later) * ONE_DAY, np.concatenate([self.numbers, later])[-BANDS_KEPT:])


def no_bands(before: date) -> Bands:
    """None yet, before the first day."""
    return Bands(before - ONE_DAY, np.empty((0, NUMBERS)))


def band_numbers(memory: FilterState) -> Floats:
    """Centre and spread of each person's single values at the end of a day (people x 2)."""
    counts = memory.counts
    spread = np.hypot(memory.levels.spread, np.sqrt(counts.error_variance))
    known = counts.n_values >= FEWEST_VALUES_OF_A_LIGHT
    numbers: Floats = np.where(known, [centre_of(memory), spread], np.nan)[:, HRV_ROW::ROWS].T
    return numbers
