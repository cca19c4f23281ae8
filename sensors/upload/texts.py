"""Texts of the sending side: server, spool, pairings, and beats that could not be sent."""

from __future__ import annotations

from typing import Final

from messages import define

# -- what somebody else said
# Translators: leave this as it is; it holds a sentence that the server has written in the reader's language.
SERVER_SAID: Final = define("sensors.upload.server_said", "%(sentence)s")

# -- the server
UNREACHABLE: Final = define(
    "sensors.upload.unreachable",
    "The server at %(server)s cannot be reached. Heartbeats are kept and sent when it is back.",
)
BUSY: Final = define(
    "sensors.upload.busy",
    "The server is busy or has a problem (status %(status)s). Heartbeats are kept and sent later.",
)
NOT_PULSRO: Final = define(
    "sensors.upload.not_pulsro",
    "There is a server at %(server)s, but it is not Pulsro. Check --server. The heartbeats are kept.",
)
NO_ADDRESS: Final = define(
    "sensors.upload.no_address",
    "'%(server)s' is not a server's address. Give one like http://127.0.0.1:8000.",
)
NO_TOKEN: Final = define(
    "sensors.upload.no_token", "A device token is made of plain letters and digits. Pair the device again."
)
NOT_ACCEPTED: Final = define(
    "sensors.upload.not_accepted",
    "The server does not accept this device any more. Pair it again with a new code from your own "
    "page. The heartbeats are kept until then.",
)
NOTHING_TAKEN: Final = define(
    "sensors.upload.nothing_taken",
    "The server answered but took no heartbeats. They are kept and sent again.",
)
UNFORESEEN: Final = define(
    "sensors.upload.unforeseen",
    "Something unexpected happened (%(kind)s). We try again. The log says more.",
)

# -- why beats were set aside
UNEXPLAINED: Final = define(
    "sensors.upload.unexplained",
    "The server refused heartbeats (status %(status)s) without saying why. Ask the people who run it.",
)
UNKNOWN_TIME: Final = define(
    "sensors.upload.unknown_time",
    "These heartbeats were recorded before this computer knew the time, and it has restarted since. "
    "If its clock was right anyway, send them again with `pulsro spool --again`.",
)
UNSURE_TIME: Final = define(
    "sensors.upload.unsure_time",
    "These heartbeats were recorded before this computer restarted. Its clock is wrong now, so it may "
    "have been wrong then. If it was right, send them again with `pulsro spool --again`.",
)
DAMAGED: Final = define(
    "sensors.upload.damaged",
    "These heartbeats were damaged on the disk and cannot be read any more. Check the disk. All the others are sent.",
)

# -- files
FILE_REFUSED: Final = define(
    "sensors.upload.file_refused", "The server refused this file (status %(status)s). Ask the people who run it."
)
FILE_LATER: Final = define(
    "sensors.upload.file_later", "The server is busy or has a problem (status %(status)s). Try again later."
)
FILE_UNREACHABLE: Final = define(
    "sensors.upload.file_unreachable",
    "The server at %(server)s cannot be reached. Start it, or give its address with --server.",
)
FILE_NOT_ACCEPTED: Final = define(
    "sensors.upload.file_not_accepted",
    "The server does not accept this device any more. Pair it again with a new code from your own page.",
)
FILE_NOT_PULSRO: Final = define(
    "sensors.upload.file_not_pulsro", "There is a server at %(server)s, but it is not Pulsro. Check --server."
)

# -- pairing
PAIRING_UNREACHABLE: Final = define(
    "sensors.upload.pairing_unreachable",
    "The server at %(server)s cannot be reached. Check its address and this computer's network, then try again.",
)
PAIRING_NOT_PULSRO: Final = define(
    "sensors.upload.pairing_not_pulsro",
    "There is a server at %(server)s, but it is not Pulsro. Check its address.",
)
PAIRINGS_FOLDER: Final = define(
    "sensors.upload.pairings_folder", "%(path)s cannot be used: %(why)s. Check the folder and its rights."
)
# Translators: %(why)s is a sentence.
PAIRING_SEALED: Final = define("sensors.upload.pairing_sealed", "%(path)s: %(why)s")
PAIRING_UNREADABLE: Final = define(
    "sensors.upload.pairing_unreadable",
    "%(path)s cannot be read (%(why)s). Remove strap %(number)s, and pair it again.",
)
PAIRING_DAMAGED: Final = define(
    "sensors.upload.pairing_damaged", "%(path)s is damaged. Remove strap %(number)s, and pair it again."
)
# Translators: %(why)s is a sentence.
STRAP_TROUBLE: Final = define("sensors.upload.strap_trouble", "Strap %(number)s: %(why)s")

# -- the spool
NO_SPOOL: Final = define(
    "sensors.upload.no_spool",
    "%(path)s is not a spool of Pulsro. Give another file with --spool, or move this one away.",
)
SPOOL_FULL: Final = define(
    "sensors.upload.spool_full",
    "%(path)s is full. New heartbeats are not kept until the server has received some of these. Check "
    "the connection to the server, or see what was set aside with `pulsro spool`.",
)
SPOOL_VERSION: Final = define(
    "sensors.upload.spool_version",
    "%(path)s was written by another version of Pulsro. Use that version, or move the file away.",
)
# Translators: %(why)s is a sentence.
SPOOL_SEALED: Final = define("sensors.upload.spool_sealed", "%(path)s cannot be opened: %(why)s")
DISK_FULL: Final = define(
    "sensors.upload.disk_full",
    "The disk with %(path)s is full. Free some space. What was kept so far is safe and will be sent.",
)
SPOOL_IN_USE: Final = define(
    "sensors.upload.spool_in_use", "Another Pulsro is using %(path)s. Stop it, or give another file with --spool."
)
SPOOL_UNUSABLE: Final = define(
    "sensors.upload.spool_unusable",
    "%(path)s cannot be used to keep beats: %(why)s. Give another file with --spool.",
)
