"""Texts of the commands that researchers use: columns, summaries, and what is wrong with a file of days."""

from __future__ import annotations

from typing import Final

from messages import define, define_plural

# -- recordings
STRETCHES: Final = define_plural("cli.analyse.stretches", "%(n)s unbroken stretch", "%(n)s unbroken stretches")
FROM: Final = define("cli.column.from", "from")
COMPUTING: Final = define("cli.analyse.computing", "Computing windows")
INTERVAL: Final = define("cli.column.interval", "90 %%")
TO: Final = define("cli.value.to", "%(low)s to %(high)s")
# Translators: what a program is told of the two intervals in the JSON; _lo, _hi and next_readings stay as they are.
WITHIN_READING: Final = define(
    "cli.analyse.within_reading", "_lo and _hi of a window: the 90 %% interval of its own number, in a steady state"
)
NEXT_READING: Final = define(
    "cli.analyse.next_reading",
    "next_readings: where nine in ten next good regular windows lie, from the windows up to each one",
)

# -- back-test
WAITING_SOURCE: Final = define(
    "cli.backtest.waiting_source",
    "%(person)s: another device or app (%(source)s) began on %(since)s. After five of its days a new usual range "
    "begins.",
)
NEW_RANGE: Final = define(
    "cli.backtest.new_range",
    "%(person)s: another device or app (%(source)s) began on %(since)s, so a new usual range begins.",
)
MOVED_RANGE: Final = define(
    "cli.backtest.moved_range",
    "%(person)s: another device or app (%(source)s) began on %(since)s. It reads %(times)s times what %(before)s reads "
    "(90 %% sure: %(low)s to %(high)s; %(n)s days with both), so the usual range is moved by that.",
)
PERSON: Final = define("cli.column.person", "person")
DAY: Final = define("cli.column.day", "day")
TURNED_FROM: Final = define("cli.column.turned_from", "from")
TURNED_TO: Final = define("cli.column.turned_to", "to")
SINCE: Final = define("cli.column.since", "since")
OWN_SD: Final = define("cli.column.own_sd", "own SD")
TOO_FEW_DAYS: Final = define_plural(
    "cli.backtest.too_few_days", "too few days for a light (%(n)s day)", "too few days for a light (%(n)s days)"
)
NO_FLIP: Final = define_plural("cli.backtest.no_flip", "no flip (%(n)s day)", "no flip (%(n)s days)")
RMSSD: Final = define("cli.backtest.rmssd", "RMSSD")
RESTING_HR: Final = define("cli.backtest.resting_hr", "resting HR")
OF: Final = define("cli.backtest.of", "of")
NO_VALUE: Final = define("cli.backtest.no_value", "no value, so nothing was judged")
COUNTED: Final = define("cli.backtest.counted", "People: %(people)s. Days with a value of RMSSD: %(days)s.")
COUNTED_HR: Final = define(
    "cli.backtest.counted_hr",
    "Resting heart rate, a second arm beside it. People: %(people)s. Days: %(days)s. Changes: %(flips)s.",
)
NOTHING_JUDGED: Final = define(
    "cli.backtest.nothing_judged", "Without values nothing was judged, and that is no all-clear."
)
NO_RATE: Final = define(
    "cli.backtest.no_rate",
    "Nobody had a light beyond the first sixty days, so there is no rate yet, and that is no all-clear.",
)
RATES: Final = define(
    "cli.backtest.rates",
    "After each person's first sixty days (%(years)s person-years, with a light on %(lit)s): %(yellow)s yellow and "
    "%(red)s red episodes a person-year; people with three or more a year: %(many)s.",
)
BY_CHANCE: Final = define(
    "cli.backtest.by_chance", "By chance alone a healthy person has %(yellow)s yellow a year, and at most %(red)s red."
)

# -- a file of daily values
# Translators: %(why)s is a sentence.
LINE: Final = define("cli.days.line", "Line %(line)s: %(why)s")
NOT_OPENED: Final = define("cli.days.not_opened", "%(path)s cannot be read: %(why)s.")
NO_CSV: Final = define("cli.days.no_csv", "%(path)s cannot be read as a csv file: %(why)s.")
NO_TEXT: Final = define("cli.days.no_text", "%(path)s is not a text file. Save it as csv.")
# Translators: %(pairs)s is a list like "date -> day".
OTHER_NAMES: Final = define(
    "cli.days.other_names",
    "The first line must name the columns %(columns)s; missing: %(missing)s. Rename what is meant: %(pairs)s. ln_rmssd "
    "is the natural logarithm of RMSSD in ms.",
)
# Translators: %(why)s is a sentence.
SKIPPED: Final = define("cli.days.skipped", "Line %(line)s was left out: %(why)s")
NO_DAYS: Final = define("cli.days.no_days", "%(path)s holds no days. Give one row for each person and day.")
NO_COLUMNS: Final = define(
    "cli.days.no_columns", "The first line must name the columns %(columns)s; missing: %(missing)s."
)
TWICE: Final = define("cli.days.twice", "%(day)s is there twice for %(person)s. Keep one value a day.")
NO_PERSON: Final = define("cli.days.no_person", "say whose day it is in the column person.")
NO_LN_RMSSD: Final = define(
    "cli.days.no_ln_rmssd",
    "ln_rmssd is %(cell)s, which is not the natural logarithm of an RMSSD in ms. "
    "Leave it empty where there is no value.",
)
NO_SE: Final = define("cli.days.no_se", "se is %(cell)s; a standard error is at least 0. Leave it empty if unknown.")
NO_RESTING_HR: Final = define(
    "cli.days.no_resting_hr", "resting_hr is %(cell)s; give beats a minute, or leave it empty."
)
NO_KIND: Final = define("cli.days.no_kind", "the kind must be one of %(kinds)s, not '%(cell)s'.")
NO_TAGS: Final = define(
    "cli.days.no_tags", "the tags must be some of %(tags)s, with spaces between them, not '%(cell)s'."
)
NO_SOURCE: Final = define("cli.days.no_source", "the source is too long: name it in %(most)s characters or fewer.")
NOT_A_DAY: Final = define("cli.days.not_a_day", "write the day as 2026-03-31, not '%(cell)s'.")
FUTURE: Final = define("cli.days.future", "%(day)s is in the future. Check the year, or leave the row out.")
TOO_EARLY: Final = define("cli.days.too_early", "%(day)s is before %(year)s. Check the year, or leave the row out.")
NOT_A_NUMBER: Final = define("cli.days.not_a_number", "%(column)s is '%(cell)s', which is not a number.")
ONE_KIND: Final = define_plural(
    "cli.days.one_kind",
    "%(person)s: only the one day of the kind %(kind)s is compared.",
    "%(person)s: only the %(n)s days of the kind %(kind)s are compared with one another.",
)
PUT_IN_ORDER: Final = define(
    "cli.days.put_in_order", "%(person)s: the days were out of order and have been put in order."
)
