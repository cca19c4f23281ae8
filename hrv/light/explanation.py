"""Explanation of a light: its reason, its fall, what was ruled out and what may explain it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hrv.cleaning.regularity import Rhythm
from hrv.light.comparison import HEART_RATE_ROW, HRV_ROW, ROWS, counts, heart_rate_bpm, says_something
from hrv.light.episodes import EpisodeStep
from hrv.light.light import Colour, HeartRateArm, Light, Reason, RuledOut, TagShare
from hrv.light.readout import Grey, Readout
from hrv.light.thresholds import RED_PER_YEAR, YELLOW_PER_YEAR
from hrv.light.usual_range import range_of
from hrv.tags import PASSING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from hrv.light.checkpoint import Remembered
    from hrv.light.compared_days import DaysOfLine
    from hrv.light.daily_value import DailyValue, Kind
    from hrv.light.detector import FilterState
    from hrv.light.readout import Fall
    from hrv.sources.source import SourceChange

COLOURS: Final = (Colour.GREEN, Colour.YELLOW, Colour.RED, Colour.GREY)
WARNINGS: Final = {Colour.YELLOW: Reason.BELOW, Colour.RED: Reason.CLEARLY_BELOW}
NO_COLOUR: Final = {Grey.SILENT: Reason.NOTHING_NEW, Grey.STUCK: Reason.SAME_VALUES}
NEWS: Final = {EpisodeStep.RECOVERED: Reason.RECOVERED, EpisodeStep.MOVED: Reason.MOVED}
NEWS_FOR_DAYS: Final = 7
"""A recovery, or a range that moved or began with a new device, is told for a week."""

NEWEST_DAYS: Final = 3
RHYTHM_LOOKED_AT_DAYS: Final = 7
TAG_EXPLAINS_FROM: Final = 1 / 3
"""A tag on at least a third of the days since a fall began may explain it."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Everybody at the end of a day, ready to be told; each person has two rows."""

    on: date
    readout: Readout

    @classmethod
    def of(cls, memory: FilterState, *, on: date) -> Told:
        """Read out what is remembered at the end of a day."""
        return cls(on, Readout.of(memory, on.toordinal()))


def tell(
    today: Told,
    person: int,
    *,
    line: DaysOfLine,
    kind: Kind,
    change: SourceChange | None,
    memory: Remembered | None,
) -> Light:
    """A person's light, from what is remembered and the days that are compared."""
    days = line.days
    row = ROWS * person + HRV_ROW
    readout, on = today.readout, today.on
    unclear = _rhythm_is_unclear(days, on)
    colour = Colour.GREY if unclear else COLOURS[readout.colour[row]]
    fall = readout.fall(row) if colour in WARNINGS else None
    reason = Reason.RHYTHM if unclear else _reason(readout, row, colour, on, change=change)
    usual = range_of(readout, row, kind=kind, on=on)
    return Light(
        colour=colour,
        day=on,
        n_days=_good_values(readout, row) if fall is None else fall.n_values,
        false_alarms_per_year=RED_PER_YEAR if colour is Colour.RED else YELLOW_PER_YEAR,
        reason=reason,
        usual_range=usual,
        resting_hr=_heart_rate(readout, ROWS * person + HEART_RATE_ROW),
        source=line.source_on(on),
        source_change=change,
        memory=memory,
        **({} if fall is None else _evidence(readout, row, fall, days)),
    )


def _reason(readout: Readout, row: int, colour: Colour, on: date, *, change: SourceChange | None) -> Reason:
    lights = readout.memory.lights
    step = EpisodeStep(int(lights.last_step[row]))
    if colour in WARNINGS:
        return WARNINGS[colour]
    if colour is Colour.GREY:
        began_anew = step is EpisodeStep.NEW_RANGE
        return NO_COLOUR.get(Grey(readout.grey[row]), Reason.NEW_RANGE if began_anew else Reason.TOO_FEW)
    if step in NEWS and on.toordinal() - lights.last_step_day[row] < NEWS_FOR_DAYS:
        return NEWS[step]
    return Reason.NEW_SOURCE if _range_began_anew(change, on) else Reason.WITHIN


def _range_began_anew(change: SourceChange | None, on: date) -> bool:
    """Whether another source took over of late, with a range of its own."""
    if change is None or change.settled_on is None or change.offset is not None:
        return False
    return (on - change.settled_on).days < NEWS_FOR_DAYS


def _rhythm_is_unclear(days: Sequence[DailyValue], on: date) -> bool:
    """Whether the newest days with an answer mostly have an unclear rhythm."""
    newest = [day for day in days if says_something(day) and (on - day.day).days <= RHYTHM_LOOKED_AT_DAYS][
        -NEWEST_DAYS:
    ]
    return 2 * sum(day.rhythm is Rhythm.UNCLEAR for day in newest) > len(newest)


def _good_values(readout: Readout, row: int) -> int:
    return int(readout.memory.counts.n_values[row])


def _evidence(readout: Readout, row: int, fall: Fall, days: Sequence[DailyValue]) -> dict[str, Any]:
    reference = float(readout.centre[row])
    explained_by = _tag_shares(readout, row, fall, days)
    return {
        "since": fall.since,
        "since_lo": fall.since_lo,
        "since_hi": fall.since_hi,
        "shift_sd": fall.sd.value,
        "shift_sd_lo": fall.sd.lo,
        "shift_sd_hi": fall.sd.hi,
        "shift_ms": _shift_ms(reference, fall.ln.value),
        "shift_ms_lo": _shift_ms(reference, fall.ln.lo),
        "shift_ms_hi": _shift_ms(reference, fall.ln.hi),
        "explained_by": explained_by,
        "ruled_out": tuple(each for each in RuledOut if each is not RuledOut.TAGS or not explained_by),
    }


def _shift_ms(reference_ln: float, shift_ln: float) -> float:
    return math.exp(reference_ln + shift_ln) - math.exp(reference_ln)


def _tag_shares(readout: Readout, row: int, fall: Fall, days: Sequence[DailyValue]) -> tuple[TagShare, ...]:
    """The passing tags on at least a third of the days since the fall began, the most frequent first."""
    fallen = [day for day in days if day.day >= fall.since and counts(day)]
    shares = []
    for tag in PASSING:
        n_days = sum(tag in day.tags for day in fallen)
        if n_days and n_days >= TAG_EXPLAINS_FROM * len(fallen):
            effect = readout.tag_effect(row, tag)
            share = TagShare(
                tag=tag, n_days=n_days, effect_sd=effect.value, effect_sd_lo=effect.lo, effect_sd_hi=effect.hi
            )
            shares.append(share)
    return tuple(sorted(shares, key=lambda share: -share.n_days))


def _heart_rate(readout: Readout, row: int) -> HeartRateArm | None:
    if not _good_values(readout, row):
        return None
    usual = float(readout.centre[row])
    colour, fall = COLOURS[readout.colour[row]], readout.fall(row)
    if fall is None or colour not in WARNINGS:
        return HeartRateArm(colour=colour, usual_bpm=heart_rate_bpm(usual))
    rise = [heart_rate_bpm(usual + shift) - heart_rate_bpm(usual) for shift in (fall.ln.value, fall.ln.hi, fall.ln.lo)]
    return HeartRateArm(
        colour=colour,
        usual_bpm=heart_rate_bpm(usual),
        since=fall.since,
        shift_bpm=rise[0],
        shift_bpm_lo=rise[1],
        shift_bpm_hi=rise[2],
    )
