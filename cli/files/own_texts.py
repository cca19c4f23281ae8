"""Texts of `pulsro import` and `pulsro export`, which people use who wear a strap: they are in every language."""

from __future__ import annotations

from typing import Final

from messages import define, define_plural

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
BEGAN: Final = define("cli.analyse.began", "began %(at)s UTC")
NO_DATE: Final = define("cli.analyse.no_date", "date unknown")
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
SAY_DECIMAL: Final = define("cli.import.say_decimal", "The option is `--decimal comma` or `--decimal point`.")
SAY_DATES: Final = define(
    "cli.import.say_dates", "The option is --dates, for example `--dates dmy` (`d` day, `m` month, `y` year)."
)
SAY_COLUMN: Final = define("cli.import.say_column", "The option is --column, with its name or its number.")
SAY_LOGARITHM: Final = define("cli.import.say_logarithm", "The option is `--unit ms` or `--unit ln`.")
NOTHING_SENT: Final = define("cli.import.nothing_sent", "Nothing was sent.")
FILES: Final = define_plural("cli.import.files", "%(n)s file", "%(n)s files")
SENDING: Final = define("cli.import.sending", "%(file)s: sending")
SERVER_COMPUTES: Final = define("cli.import.server_computes", "%(file)s: computing windows")
FILE_DONE: Final = define("cli.import.file_done", "%(file)s done")
