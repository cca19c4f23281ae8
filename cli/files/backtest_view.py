"""How a back-test looks in a terminal: plain columns, for there may be thousands of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.files import texts
from cli.files.window_texts import COLOURS
from cli.shared.terminal import figure, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hrv.light.backtest import Past, PastFlip

COLUMNS = (
    texts.PERSON,
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


def table(past: Mapping[str, Past]) -> str:
    """One line for each flip, and one for a person without any, under the names of the columns."""
    rows = [tuple(words(name()) for name in COLUMNS), *_rows(past)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (BETWEEN.join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(lines)


def rates(summary: Mapping[str, Any]) -> str:
    """The summary in a few lines."""
    counted = texts.COUNTED(people=summary["people"], days=summary["days"])
    if summary["yellow_per_person_year"] is None:
        return "\n".join(map(words, (counted, texts.NO_RATE())))
    found = texts.RATES(
        years=figure(summary["person_years"], 1),
        yellow=figure(summary["yellow_per_person_year"], 2),
        red=figure(summary["red_per_person_year"], 2),
        many=summary["people_with_three_or_more_a_year"],
    )
    chance = texts.BY_CHANCE(yellow=figure(BY_CHANCE[0], 1), red=figure(BY_CHANCE[1], 1))
    return "\n".join(map(words, (counted, found, chance)))


def _rows(past: Mapping[str, Past]) -> Iterator[tuple[str, ...]]:
    for person, each in past.items():
        if not each.flips:
            yield (person, _without_flips(each), "", "", "", "", "")
        for flip in each.flips:
            yield (person, *_flip(flip))


def _flip(flip: PastFlip) -> tuple[str, ...]:
    fall, shown = flip.fall, (flip.day.isoformat(), *(words(COLOURS[each]()) for each in (flip.before, flip.after)))
    if fall is None:
        return (*shown, "", "", "")
    sd, low, high = (figure(value, 1, sign=True) for value in (fall.sd.value, fall.sd.lo, fall.sd.hi))
    return (*shown, fall.since.isoformat(), sd, words(texts.TO(low=low, high=high)))


def _without_flips(past: Past) -> str:
    why = texts.TOO_FEW_DAYS if past.provisional_until is None else texts.NO_FLIP
    return words(why(n=past.n_days))
