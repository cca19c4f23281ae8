"""Texts of the commands for files: columns, summaries, and what is wrong with a file."""

from __future__ import annotations

from typing import Final

from messages import define, define_plural

# -- recordings
STRETCHES: Final = define_plural("cli.analyse.stretches", "%(n)s unbroken stretch", "%(n)s unbroken stretches")
BEGAN: Final = define("cli.analyse.began", "began %(at)s UTC")
NO_DATE: Final = define("cli.analyse.no_date", "date unknown")
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

# -- export
THERE_ALREADY: Final = define(
    "cli.export.there_already", "%(path)s is there already. Give another name, or move it away."
)
NOT_WRITTEN: Final = define("cli.export.not_written", "%(path)s cannot be written: %(why)s. Give another name.")
WRITTEN: Final = define("cli.export.written", "Written to %(path)s.")
NOT_SIGNED_IN: Final = define(
    "cli.export.not_signed_in",
    "Signing in did not work. Check the address and the password, or ask your health service for a new sign-in link.",
)
YOUR_ADDRESS: Final = define("cli.export.your_address", "Your address")
YOUR_PASSWORD: Final = define("cli.export.your_password", "Your password")
NO_BEATS: Final = define("cli.export.no_beats", "The server gave no beats (status %(status)s). Ask who runs it.")

# -- import
TAKEN: Final = define("cli.import.taken", "%(file)s: %(format)s")
NOT_TAKEN: Final = define("cli.import.not_taken", "%(file)s: not taken")
NO_MOMENT: Final = define(
    "cli.import.no_moment",
    "%(text)s is no moment that can be read. Give the beginning like 2026-03-31T07:15, and the zone "
    "like Europe/Copenhagen.",
)
NO_ZONE: Final = define("cli.import.no_zone", "%(name)s is no time zone. Give one by its name, like Europe/Copenhagen.")
FOUND_BEATS: Final = define(
    "cli.import.found_beats", "Beats: %(n)s in %(hours)s h, %(began)s, unbroken stretches: %(stretches)s."
)
FOUND_DAYS: Final = define("cli.import.found_days", "Readings of days: %(n)s, from %(first)s to %(last)s.")
OFFER: Final = define("cli.import.offer", "--%(option)s %(answer)s reads: %(rows)s")
SAY_UNIT: Final = define("cli.import.say_unit", "The option is --unit, for example --unit ms.")
SAY_SAMPLES: Final = define("cli.import.say_samples", "The option is --unit, for example --unit 250/s.")
SAY_DECIMAL: Final = define("cli.import.say_decimal", "The option is --decimal comma or --decimal point.")
SAY_DATES: Final = define(
    "cli.import.say_dates", "The option is --dates, for example --dates dmy (d day, m month, y year)."
)
SAY_COLUMN: Final = define("cli.import.say_column", "The option is --column, with its name or its number.")
SAY_LOGARITHM: Final = define("cli.import.say_logarithm", "The option is --unit ms or --unit ln.")
NOTHING_SENT: Final = define("cli.import.nothing_sent", "Nothing was sent.")
FILES: Final = define_plural("cli.import.files", "%(n)s file", "%(n)s files")
SENDING: Final = define("cli.import.sending", "%(file)s: sending")
SERVER_COMPUTES: Final = define("cli.import.server_computes", "%(file)s: computing windows")
FILE_DONE: Final = define("cli.import.file_done", "%(file)s done")

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
