"""How a back-test looks in a terminal: plain columns, for there may be thousands of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hrv.light.backtest import Past, PastFlip

COLUMNS = ("person", "day", "from", "to", "since", "own SD", "90 %")
BETWEEN = "  "


def table(past: Mapping[str, Past]) -> str:
    """One line for each flip, and one for a person without any, under the names of the columns."""
    rows = [COLUMNS, *_rows(past)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (BETWEEN.join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(lines)


def rates(summary: Mapping[str, Any]) -> str:
    """The summary in a few lines."""
    first = f"{summary['people']} people, {summary['days']} days with a value."
    if summary["yellow_per_person_year"] is None:
        return f"{first} Nobody has more than sixty days, so there is no rate yet."
    return (
        f"{first}\nAfter each person's first sixty days ({summary['person_years']:.1f} person-years): "
        f"{summary['yellow_per_person_year']:.2f} yellow and {summary['red_per_person_year']:.2f} red episodes "
        f"a person-year; {summary['people_with_three_or_more_a_year']} people with three or more a year.\n"
        "By chance alone a healthy person has 1.0 yellow a year, and at most 0.2 red."
    )


def _rows(past: Mapping[str, Past]) -> Iterator[tuple[str, ...]]:
    for person, each in past.items():
        if not each.flips:
            yield (person, _without_flips(each), "", "", "", "", "")
        for flip in each.flips:
            yield (person, *_flip(flip))


def _flip(flip: PastFlip) -> tuple[str, ...]:
    fall, shown = flip.fall, (flip.day.isoformat(), flip.before.value, flip.after.value)
    if fall is None:
        return (*shown, "", "", "")
    return (*shown, fall.since.isoformat(), f"{fall.sd.value:+.1f}", f"{fall.sd.lo:+.1f} to {fall.sd.hi:+.1f}")


def _without_flips(past: Past) -> str:
    why = "too few days for a light" if past.provisional_until is None else "no flip"
    return f"{why} ({past.n_days} days)"
