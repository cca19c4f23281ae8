"""Texts of the commands for straps and gateways: rows, columns, states, questions and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from messages import Text, define, define_plural

if TYPE_CHECKING:
    from collections.abc import Mapping

# -- pairing
CODE: Final = define("cli.straps.code", "The code on your page, under Sharing")
PAIRED: Final = define("cli.straps.paired", "Paired: %(name)s. `pulsro strap send` sends its heartbeats to %(server)s.")
LISTENING: Final = define("cli.straps.listening_for_straps", "Listening for straps")
MINUTES_OF_PAST: Final = define("cli.straps.minutes_of_past", "How many minutes of the past? Say so with --minutes.")

# -- sending
SENT: Final = define_plural(
    "cli.straps.sent",
    "%(n)s beat sent, %(acknowledged)s acknowledged.",
    "%(n)s beats sent, %(acknowledged)s acknowledged.",
)
NOT_ACCEPTED: Final = define("cli.straps.not_accepted", "Not accepted: %(why)s")
WAITING: Final = define_plural(
    "cli.straps.waiting",
    "%(why)s One beat waits on this computer for the next run.",
    "%(why)s %(n)s beats wait on this computer for the next run.",
)
WAITING_UNTOLD: Final = define_plural(
    "cli.straps.waiting_untold",
    "One beat waits on this computer for the next run.",
    "%(n)s beats wait on this computer for the next run.",
)
PROGRESS: Final = define("cli.straps.progress", "%(n)s beats, %(acknowledged)s acknowledged")
PROGRESS_TROUBLE: Final = define("cli.straps.progress_trouble", "%(n)s beats, %(acknowledged)s acknowledged. %(why)s")

# -- the spool
OFFERED: Final = define_plural("cli.spool.offered", "One block is sent again.", "%(n)s blocks are sent again.")
NEVER_KEPT: Final = define("cli.spool.never_kept", "Nothing was ever kept here.")
SPOOL: Final = define("cli.spool.spool", "%(name)s: beats that wait: %(waiting)s; blocks set aside: %(set_aside)s.")
SPOOL_OF_STRAP: Final = define(
    "cli.spool.spool_of_strap",
    "%(folder)s, strap %(number)s: beats that wait: %(waiting)s; blocks set aside: %(set_aside)s.",
)
REFUSED: Final = define("cli.spool.refused", "refused: %(why)s")

# -- the gateway
NONE_PAIRED: Final = define(
    "cli.gateway.none_paired",
    "No strap is paired with this gateway yet. Each person adds their own with `pulsro gateway add`.",
)
NO_ADDRESS: Final = define(
    "cli.gateway.no_address",
    "Part of a name could fit somebody else's strap. Give the address, like C0:11:22:33:44:55. "
    "`pulsro strap scan` lists those worn nearby.",
)
WHICH: Final = define(
    "cli.gateway.which",
    "Say which strap with --strap and its address. `pulsro strap scan` lists those worn nearby.",
)
ADDED: Final = define("cli.gateway.added", "Strap %(number)s is paired: %(name)s. Its heartbeats go to %(server)s.")
NO_STRAP: Final = define(
    "cli.gateway.no_strap", "There is no strap %(number)s here. `pulsro gateway list` shows the numbers."
)
UNSENT: Final = define_plural(
    "cli.gateway.unsent",
    "One beat of strap %(number)s was not sent yet. Wait until it is, or add --even-unsent.",
    "%(n)s beats of strap %(number)s were not sent yet. Wait until they are, or add --even-unsent.",
)
REMOVED: Final = define(
    "cli.gateway.removed",
    "Strap %(number)s is removed here. Its person may also remove it on their page, under Sharing.",
)
PAIRED_ALREADY: Final = define(
    "cli.gateway.paired_already",
    "This strap is paired already, as strap %(number)s. Remove that first, or take another strap.",
)
ALL_PAIRED: Final = define("cli.gateway.all_paired", "Every strap that is worn nearby is paired already.")
WHICH_NUMBER: Final = define("cli.gateway.which_number", "Which of them? Its number")
RUNS_ALREADY: Final = define(
    "cli.gateway.runs_already", "A gateway runs already over %(folder)s. Stop it, or give another --folder."
)
HEARD_OF: Final = define_plural(
    "cli.gateway.heard_of", "%(heard)s of %(n)s strap heard", "%(heard)s of %(n)s straps heard"
)
WAIT_FOR_SERVER: Final = define_plural(
    "cli.gateway.wait_for_server", "%(n)s beat waits for the server", "%(n)s beats wait for the server"
)
ALL_STRAPS: Final = define("cli.gateway.all_straps", "All straps: %(what)s")
ONE_STRAP: Final = define("cli.gateway.one_strap", "Strap %(number)s: %(what)s")
SOME_STRAPS: Final = define("cli.gateway.some_straps", "Straps %(numbers)s: %(what)s")
NAMED_STRAP: Final = define("cli.gateway.named_strap", "strap %(number)s (%(name)s): %(what)s")
WELL_AGAIN: Final = define("cli.gateway.well_again", "working again")
CLOCK_BEHIND: Final = define(
    "cli.gateway.clock_behind",
    "This computer's clock is %(span)s slow. Heartbeats are corrected. Set the time automatically.",
)
CLOCK_AHEAD: Final = define(
    "cli.gateway.clock_ahead",
    "This computer's clock is %(span)s fast. Heartbeats are corrected. Set the time automatically.",
)
SOME_REFUSED: Final = define("cli.gateway.some_refused", "The server refused some heartbeats. `pulsro spool` says why.")
FIRST_HEARD: Final = define("cli.gateway.first_heard", "the first that is heard")

# -- what a link is doing
STATES: Final[Mapping[str, Text]] = {
    "searching": define("cli.link.searching", "searching"),
    "connecting": define("cli.link.connecting", "connecting"),
    "listening": define("cli.link.listening", "listening"),
    "waiting": define("cli.link.waiting", "waiting"),
    "stopped": define("cli.link.stopped", "stopped"),
}

# -- columns and rows
NUMBER: Final = define("cli.column.number", "number")
NAME: Final = define("cli.column.name", "name")
ADDRESS: Final = define("cli.column.address", "address")
SIGNAL: Final = define("cli.column.signal", "signal")
STRAP: Final = define("cli.column.strap", "strap")
CALLED: Final = define("cli.column.called", "called")
SERVER: Final = define("cli.column.server", "server")
SINCE: Final = define("cli.column.paired", "paired")
BEATS_WAITING: Final = define("cli.column.waiting", "waiting")
SET_ASIDE: Final = define("cli.column.set_aside", "set aside")
LINK: Final = define("cli.column.link", "link")
HEART_RATE: Final = define("cli.column.heart_rate", "heart rate")
HEARD: Final = define("cli.column.heard", "heard")
BATTERY: Final = define("cli.column.battery", "battery")
KEPT: Final = define("cli.column.kept", "kept")
LAST_INTERVALS: Final = define("cli.row.last_intervals", "last intervals")
RMSSD_60: Final = define("cli.row.rmssd_60", "RMSSD of 60 s")
ELECTRODES: Final = define("cli.row.electrodes", "electrodes")
MOVEMENT: Final = define("cli.row.movement", "movement")
BREATHING: Final = define("cli.row.breathing", "breathing")
ENERGY: Final = define("cli.row.energy", "energy")
MADE_BY: Final = define("cli.row.made_by", "made by")
WORN_AT: Final = define("cli.row.worn_at", "worn at")
AGE: Final = define("cli.row.age", "age of these numbers")
THIS_STRAP: Final = define("cli.row.this_strap", "this strap")
INTERVALS: Final = define("cli.row.intervals", "intervals")

# -- values of rows
NO_NAME: Final = define("cli.value.no_name", "(no name)")
A_STRAP: Final = define("cli.value.a_strap", "a strap")
DBM: Final = define("cli.value.dbm", "%(value)s dBm")
BPM: Final = define("cli.value.bpm", "%(value)s bpm")
BREATHS_A_MINUTE: Final = define("cli.value.breaths", "%(value)s a minute")
MS: Final = define("cli.value.ms", "%(value)s ms")
KJ: Final = define("cli.value.kj", "%(value)s kJ")
PERCENT: Final = define("cli.value.percent", "%(value)s %%")
SECONDS: Final = define("cli.value.seconds", "%(value)s s")
SECONDS_AGO: Final = define("cli.value.seconds_ago", "%(value)s s ago")
# Translators: %(span)s is a time like 2:03:04.
SPAN_AGO: Final = define("cli.value.span_ago", "%(span)s ago")
NOT_YET: Final = define("cli.value.not_yet", "not yet")
BEATS: Final = define_plural("cli.value.beats", "%(n)s beat", "%(n)s beats")
BLOCKS: Final = define_plural("cli.value.blocks", "%(n)s block", "%(n)s blocks")
BEATS_SO_FAR: Final = define_plural("cli.value.beats_so_far", "%(n)s beat so far", "%(n)s beats so far")
NOT_ENOUGH: Final = define("cli.value.not_enough", "not enough beats yet")
CONTACT: Final[Mapping[bool | None, Text]] = {
    True: define("cli.value.on_skin", "on the skin"),
    False: define("cli.value.off_skin", "not on the skin"),
    None: define("cli.value.cannot_tell", "the strap cannot tell"),
}
LOCATIONS: Final[Mapping[str, Text]] = {
    "other": define("cli.location.other", "other"),
    "chest": define("cli.location.chest", "chest"),
    "wrist": define("cli.location.wrist", "wrist"),
    "finger": define("cli.location.finger", "finger"),
    "hand": define("cli.location.hand", "hand"),
    "ear lobe": define("cli.location.ear_lobe", "ear lobe"),
    "foot": define("cli.location.foot", "foot"),
}
SERIAL: Final = define("cli.value.serial", "serial number %(value)s")
FIRMWARE: Final = define("cli.value.firmware", "firmware %(value)s")
COUNTED: Final = define(
    "cli.value.counted",
    "%(doubled)s doubled, %(unreadable)s unreadable, %(implausible)s implausible, %(cuts)s cuts",
)
