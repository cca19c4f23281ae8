"""Table and rates of `pulsro backtest` in a terminal: plain columns, for there may be thousands of rows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cli.files import texts
from cli.files.window_texts import COLOURS
from cli.shared.terminal import figure, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hrv.light.backtest import Past, PastFlip
    from hrv.sources.source import SourceChange
    from messages.message import Message, Text

COLUMNS = (
    texts.PERSON,
    texts.OF,
    texts.DAY,
    texts.TURNED_FROM,
    texts.TURNED_TO,
    texts.SINCE,
    texts.OWN_SD,
    texts.INTERVAL,
)
BETWEEN = "  "
BY_CHANCE = (1.0, 0.2)
"""Yellow and red episodes a year of a healthy person."""


def table(past: Mapping[str, Past], rises: Mapping[str, Past]) -> str:
    """One line for each flip, and one for what never flipped, under the names of the columns.

    `rises` are those of the second arm, where a resting heart rate is known.
    """
    rows = [tuple(words(name()) for name in COLUMNS), *_rows(past, rises)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (BETWEEN.join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(lines)


def source_changes(past: Mapping[str, Past]) -> Iterator[Message]:
    """A sentence for each time that a source came in place of another."""
    for person, each in past.items():
        for change in each.source_changes:
            yield _source_change(person, change)


def _source_change(person: str, change: SourceChange) -> Message:
    began = {"person": person, "source": change.after, "since": change.since.isoformat()}
    if change.settled_on is None:
        return texts.WAITING_SOURCE(**began)
    if change.offset is None:
        return texts.NEW_RANGE(**began)
    times, low, high = (figure(math.exp(ln), 2) for ln in (change.offset.ln, change.offset.ln_lo, change.offset.ln_hi))
    return texts.MOVED_RANGE(**began, before=change.before, times=times, low=low, high=high, n=change.offset.n_days)


def rates(summary: Mapping[str, Any]) -> str:
    """The summary in a few lines."""
    counted = texts.COUNTED(people=summary["people"], days=summary["days"])
    chance = texts.BY_CHANCE(yellow=figure(BY_CHANCE[0], 1), red=figure(BY_CHANCE[1], 1))
    after = (chance,) if summary["yellow_per_person_year"] is not None else ()
    return "\n".join(map(words, (counted, _episodes(summary), *after)))


def rates_of_rises(summary: Mapping[str, Any]) -> str:
    """The summary of the second arm in a few lines."""
    counted = texts.COUNTED_HR(people=summary["people"], days=summary["days"], flips=summary["flips"])
    return "\n".join(map(words, (counted, _episodes(summary))))


def _episodes(summary: Mapping[str, Any]) -> Message:
    if not summary["days"]:
        return texts.NOTHING_JUDGED()
    if summary["yellow_per_person_year"] is None:
        return texts.NO_RATE()
    return texts.RATES(
        years=figure(summary["person_years"], 1),
        lit=figure(summary["person_years_with_light"], 1),
        yellow=figure(summary["yellow_per_person_year"], 2),
        red=figure(summary["red_per_person_year"], 2),
        many=summary["people_with_three_or_more_a_year"],
    )


def _rows(past: Mapping[str, Past], rises: Mapping[str, Past]) -> Iterator[tuple[str, ...]]:
    for person, each in past.items():
        yield from _rows_of(person, texts.RMSSD, each)
        if person in rises:
            yield from _rows_of(person, texts.RESTING_HR, rises[person])


def _rows_of(person: str, arm: Text, past: Past) -> Iterator[tuple[str, ...]]:
    of = words(arm())
    if not past.flips:
        yield (person, of, _without_flips(past), "", "", "", "", "")
    for flip in past.flips:
        yield (person, of, *_flip(flip, with_shift=arm is texts.RMSSD))


def _flip(flip: PastFlip, *, with_shift: bool) -> tuple[str, ...]:
    fall, shown = flip.fall, (flip.day.isoformat(), *(words(COLOURS[each]()) for each in (flip.before, flip.after)))
    if fall is None:
        return (*shown, "", "", "")
    if not with_shift:
        return (*shown, fall.since.isoformat(), "", "")
    sd, low, high = (figure(value, 1, sign=True) for value in (fall.sd.value, fall.sd.lo, fall.sd.hi))
    return (*shown, fall.since.isoformat(), sd, words(texts.TO(low=low, high=high)))


def _without_flips(past: Past) -> str:
    if not past.n_days:
        return words(texts.NO_VALUE())
    why = texts.TOO_FEW_DAYS if past.provisional_until is None else texts.NO_FLIP
    return words(why(n=past.n_days))
