"""`pulsro backtest`: what the light would have shown on anyone's days, with its evidence and its rates."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003 - typer reads the annotations when the program runs
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cli.shared.plainly import refusing
from cli.shared.terminal import helped, words
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from hrv.light.backtest import Past, PastFlip
    from hrv.sources.source import SourceChange
    from messages import Message

MANY_A_YEAR: Final = 3.0


@helped
def backtest(
    file: Annotated[Path, typer.Argument(help=N_("A csv file with the columns person, day and ln_rmssd."))],
    *,
    as_json: Annotated[bool, typer.Option("--json", help=N_("Write JSON with every flip and its evidence."))] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help=N_("Leave rows with a bad cell out, and name them."))
    ] = False,
) -> None:
    """Walk through days that are past and say when the light would have changed, and why.

    Columns: person, day (2026-03-31), ln_rmssd (natural logarithm of RMSSD in ms, empty where there is none);
    separated by commas, semicolons or tabs, with decimal points or commas;
    optional se (standard error of ln_rmssd), kind (check, workday, import, reported), tags (with spaces between them),
    resting_hr, source (the device or app; values of different ones are never compared as they stand).

    The JSON is an object with "people" and "summary". Each person has "flips" ("day", "from", "to", "since",
    "shift_sd", "shift_lo", "shift_hi"; the last four are null unless the light turned yellow or red), "days" with a
    value, "provisional_until" (null while provisional), "sd_ln", "autocorrelation" and "resting_hr_flips" (the second
    arm, where resting_hr is given: lasting rises) and "source_changes" ("since", "settled_on" (null while the new
    source has too few days), "from", "to", "offset"). An offset ("n_days" with both, "ln", "ln_lo", "ln_hi": how much
    higher the new source reads, with its 90 % interval) means that the usual range went on, moved by it; null means
    that a new one began. Shifts are in the person's own standard deviations. Episodes in
    the summary are flips from green or grey to yellow or red after a person's first sixty days; only people who had a
    light then are counted, and a rate is null where nobody had. "person_years_with_light" are the days among them that
    had a light. "resting_hr" holds the same of the second arm, and its "flips"; null without resting_hr.
    """
    from cli.files.daily_csv import UnreadableDaysError, read_days
    from hrv.light.backtest import backtest as walk_through
    from hrv.light.prior import RESTING_HEART_RATE

    with refusing(UnreadableDaysError):
        read = read_days(file, today=datetime.now(UTC).date(), skip_bad=skip_bad)
    past = walk_through(read.series)
    rises = walk_through(read.heart_rates, prior=RESTING_HEART_RATE)
    if as_json:
        typer.echo(json.dumps(as_object(past, rises, read.notes), indent=2, allow_nan=False))
    else:
        _show(past, rises, read.notes)


def as_object(past: Mapping[str, Past], rises: Mapping[str, Past], notes: Sequence[Message] = ()) -> dict[str, Any]:
    """The JSON form, stable and documented in `backtest`."""
    return {
        "people": {person: _person(each, rises.get(person)) for person, each in past.items()},
        "summary": summary(past)
        | {
            "resting_hr": summary_of_rises(rises),
            "notes": list(map(str, notes)),
            "note_codes": [note.to_json() for note in notes],
        },
    }


def summary(past: Mapping[str, Past]) -> dict[str, Any]:
    """The rates over all people; null where nobody had a light beyond the first sixty days: nothing is no all-clear."""
    counted = [each for each in past.values() if each.years_with_light > 0]
    years = sum(each.years_counted for each in counted)
    many = [each for each in counted if each.yellow_episodes / each.years_counted >= MANY_A_YEAR]
    return {
        "people": len(past),
        "days": sum(each.n_days for each in past.values()),
        "person_years": years,
        "person_years_with_light": sum(each.years_with_light for each in counted),
        "yellow_per_person_year": sum(each.yellow_episodes for each in counted) / years if years else None,
        "red_per_person_year": sum(each.red_episodes for each in counted) / years if years else None,
        "people_with_three_or_more_a_year": len(many),
    }


def summary_of_rises(rises: Mapping[str, Past]) -> dict[str, Any] | None:
    """The same of the second arm, and how often it changed; None where nobody has a resting heart rate."""
    return summary(rises) | {"flips": sum(len(each.flips) for each in rises.values())} if rises else None


def _person(past: Past, rises: Past | None) -> dict[str, Any]:
    return {
        "flips": [_flip(flip) for flip in past.flips],
        "days": past.n_days,
        "provisional_until": _iso(past.provisional_until),
        "sd_ln": past.sd_ln,
        "autocorrelation": past.autocorrelation,
        "source_changes": [_change(each) for each in past.source_changes],
        "resting_hr_flips": None if rises is None else [_rise(flip) for flip in rises.flips],
    }


def _flip(flip: PastFlip) -> dict[str, Any]:
    fall = flip.fall
    return {
        "day": flip.day.isoformat(),
        "from": flip.before.value,
        "to": flip.after.value,
        "since": None if fall is None else fall.since.isoformat(),
        "shift_sd": None if fall is None else fall.sd.value,
        "shift_lo": None if fall is None else fall.sd.lo,
        "shift_hi": None if fall is None else fall.sd.hi,
    }


def _change(change: SourceChange) -> dict[str, Any]:
    plain = change.to_json()
    return {
        "since": plain["since"],
        "settled_on": plain["settled_on"],
        "from": plain["before"],
        "to": plain["after"],
        "offset": plain["offset"],
    }


def _rise(flip: PastFlip) -> dict[str, Any]:
    since = None if flip.fall is None else flip.fall.since.isoformat()
    return {"day": flip.day.isoformat(), "from": flip.before.value, "to": flip.after.value, "since": since}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _show(past: Mapping[str, Past], rises: Mapping[str, Past], notes: Sequence[Message]) -> None:
    from cli.files.backtest_view import rates, rates_of_rises, source_changes, table

    told = [*map(words, (*notes, *source_changes(past))), table(past, rises), "", rates(summary(past))]
    of_rises = summary_of_rises(rises)
    typer.echo("\n".join(told if of_rises is None else [*told, "", rates_of_rises(of_rises)]))
