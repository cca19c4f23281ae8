"""Texts that every command may print: wrong calls, no destination, missing extras, a record that does not open."""

from __future__ import annotations

from typing import Final

from messages import define

# -- how a command was called
NO_OPTION: Final = define("cli.call.no_option", "There is no option %(option)s.")
NO_OPTION_BUT: Final = define("cli.call.no_option_but", "There is no option %(option)s. Options like it: %(options)s.")
NO_COMMAND: Final = define("cli.call.no_command", "There is no command '%(name)s'.")
NO_COMMAND_BUT: Final = define("cli.call.no_command_but", "There is no command '%(name)s'. Did you mean %(others)s?")
COMMAND_MISSING: Final = define("cli.call.command_missing", "Say which command to run.")
ARGUMENT_MISSING: Final = define("cli.call.argument_missing", "%(name)s is missing.")
OPTION_MISSING: Final = define("cli.call.option_missing", "The option %(name)s is missing.")
TOO_MANY: Final = define("cli.call.too_many", "This is more than the command takes: %(words)s")
NEEDS_VALUE: Final = define("cli.call.needs_value", "The option %(name)s needs a value.")
TAKES_NO_VALUE: Final = define("cli.call.takes_no_value", "The option %(name)s takes no value.")
NO_INTEGER: Final = define("cli.call.no_integer", "%(name)s needs a whole number.")
NO_NUMBER: Final = define("cli.call.no_number", "%(name)s needs a number.")
AT_MOST: Final = define("cli.call.at_most", "%(name)s is at most %(limit)s.")
AT_LEAST: Final = define("cli.call.at_least", "%(name)s is at least %(limit)s.")
NO_CHOICE: Final = define("cli.call.no_choice", "%(name)s is not %(value)s but one of %(choices)s.")
NO_DAY: Final = define("cli.call.no_day", "%(name)s is a day like 2026-03-31, not %(value)s.")
BAD_VALUE: Final = define("cli.call.bad_value", "The value of %(name)s cannot be used: %(why)s")
OTHER: Final = define("cli.call.other", "This call cannot be understood: %(why)s")

# -- whose beats these are
NOT_PAIRED: Final = define(
    "cli.straps.not_paired",
    "This computer is not paired with anybody's page, so nobody knows whose heartbeats these are. "
    "Sign in to your own page, open Sharing and connect a device. Then type the code it shows after "
    "`pulsro strap pair`.",
)
NOT_PAIRED_AT: Final = define(
    "cli.straps.not_paired_at",
    "This computer is not paired with anybody's page at %(server)s, so nobody knows whose heartbeats "
    "these are. Sign in to your own page, open Sharing and connect a device. Then type the code it "
    "shows after `pulsro strap pair`.",
)
TOKEN_FILE: Final = define("cli.straps.token_file", "The token file %(path)s cannot be read: %(why)s.")

# -- extras that are not installed
NEEDS_EXTRA: Final = define(
    "cli.extra.needs",
    "This needs more than is installed here; the extra %(extra)s brings it: pip install 'pulsro[%(extra)s]'",
)
NOT_INSTALLED: Final = define("cli.extra.not_installed", "Not installed here; the extra %(extra)s brings it")

# -- what the operating system refuses

# Translators: %(why)s is what the operating system calls it, in English, such as "Permission denied".
SYSTEM_SAID: Final = define("cli.shared.system_said", "The system does not allow it: %(why)s.")
SYSTEM_SAID_OF: Final = define("cli.shared.system_said_of", "The system does not allow it for %(path)s: %(why)s.")
