"""How a back-test looks in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hrv.backtest import Past, PastFlip

COLUMNS = ("person", "day", "from", "to", "since", "own SD", "90 %")


def table(past: Mapping[str, Past]) -> Table:
    """One row for each flip, and one for a person without any."""
    shown = Table(*COLUMNS)
    for person, each in past.items():
        if not each.flips:
            shown.add_row(person, *_without_flips(each))
        for flip in each.flips:
            shown.add_row(person, *_flip(flip))
    return shown


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


def _flip(flip: PastFlip) -> tuple[str, ...]:
    fall = flip.fall
    if fall is None:
        return (flip.day.isoformat(), flip.before.value, flip.after.value, "", "", "")
    return (
        flip.day.isoformat(),
        flip.before.value,
        flip.after.value,
        fall.since.isoformat(),
        f"{fall.sd.value:+.1f}",
        f"{fall.sd.lo:+.1f} to {fall.sd.hi:+.1f}",
    )


def _without_flips(past: Past) -> tuple[str, ...]:
    why = "too few days for a light" if past.provisional_until is None else "no flip"
    return (why, "", "", "", f"{past.n_days} days", "")
