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
    "The server at %(server)s cannot be reached. Beats are kept and sent when it is back.",
)
BUSY: Final = define(
    "sensors.upload.busy",
    "The server is busy or not well (status %(status)s). Beats are kept and sent later.",
)
NOT_PULSRO: Final = define(
    "sensors.upload.not_pulsro",
    "There is a server at %(server)s, but it is not Pulsro. Check --server; the beats are kept.",
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
    "The server does not accept this device any more. Pair it again with a new code from your own page; "
    "the beats are kept until then.",
)
NOTHING_TAKEN: Final = define(
    "sensors.upload.nothing_taken",
    "The server answered without taking any beats. They are kept and offered again.",
)
UNFORESEEN: Final = define(
    "sensors.upload.unforeseen",
    "Something unforeseen happened (%(kind)s); it is tried again. The log says more.",
)

# -- why beats were set aside
UNEXPLAINED: Final = define(
    "sensors.upload.unexplained",
    "The server refused beats (status %(status)s) without saying why. Ask who runs it.",
)
UNKNOWN_TIME: Final = define(
    "sensors.upload.unknown_time",
    "These beats were taken before this computer knew the time, and it was started anew since. If its clock was right "
    "all the same, offer them again with `pulsro spool --again`.",
)
UNSURE_TIME: Final = define(
    "sensors.upload.unsure_time",
    "These beats were taken before this computer was started anew, and its clock is wrong now, so nobody can tell "
    "whether it was right then. If it was, offer them again with `pulsro spool --again`.",
)
DAMAGED: Final = define(
    "sensors.upload.damaged",
    "These beats were damaged on the disk and cannot be read any more. Check the disk; all the others are sent.",
)

# -- files
FILE_REFUSED: Final = define(
    "sensors.upload.file_refused", "The server refused this file (status %(status)s). Ask who runs it."
)
FILE_LATER: Final = define(
    "sensors.upload.file_later", "The server is busy or not well (status %(status)s). Try again later."
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
    "%(path)s holds as many beats as it may. New beats are not kept until the server has taken some of these; "
    "check the way to the server, or look at what was set aside with `pulsro spool`.",
)
SPOOL_VERSION: Final = define(
    "sensors.upload.spool_version",
    "%(path)s was written by another version of Pulsro. Use that version, or move the file away.",
)
# Translators: %(why)s is a sentence.
SPOOL_SEALED: Final = define("sensors.upload.spool_sealed", "%(path)s cannot be opened: %(why)s")
DISK_FULL: Final = define(
    "sensors.upload.disk_full",
    "The disk that holds %(path)s is full. Make room; what was kept so far is safe and will be sent.",
)
SPOOL_IN_USE: Final = define(
    "sensors.upload.spool_in_use", "Another Pulsro is using %(path)s. Stop it, or give another file with --spool."
)
SPOOL_UNUSABLE: Final = define(
    "sensors.upload.spool_unusable",
    "%(path)s cannot be used to keep beats: %(why)s. Give another file with --spool.",
)
