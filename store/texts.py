"""What the record says when it cannot do what was asked: one sentence with the next step in it."""

from __future__ import annotations

from typing import Final

from messages import define

NOT_HERE: Final = define(
    "store.not_here", "There is nothing here for you. Check the address, or ask the person it belongs to."
)
SIGNED_IN_BEFORE: Final = define(
    "store.signed_in_before",
    "The owner has signed in to this account, so only the owner can open it now, with a password. If "
    "the password is lost, the people who run the server can make a link there with 'pulsro invite'.",
)
ADDRESS_TAKEN: Final = define(
    "store.address_taken", "The address %(email)s is in use. Sign in with it, or choose another one."
)

# -- beats
NO_CONSENT: Final = define(
    "store.no_consent",
    "This person has not said yes to saving heartbeats. Ask them to do that under Sharing, and then send again.",
)
EMPTY_BLOCK: Final = define("store.empty_block", "This block holds no beats. Leave it out.")
NOT_BEATS: Final = define(
    "store.not_beats",
    "This block holds an interval under 10 ms or over 10 s, which no heart makes. Leave such beats out.",
)
SEQUENCE_TAKEN: Final = define(
    "store.sequence_taken",
    "Other beats were already stored under this sequence. Start a new source and send them there.",
)
FOREIGN_SOURCE: Final = define(
    "store.foreign_source", "This source belongs to another device or kind. Start a new source."
)

# -- keys
WRONG_KEY: Final = define(
    "store.wrong_key",
    "This record was sealed with another master key. Point the program at the key file that belongs to this database.",
)
BROKEN_SEAL: Final = define(
    "store.broken_seal",
    "A sealed value does not open where it stands. Restore the database from a backup, and keep this copy for a look.",
)
MASTER_KEY_LENGTH: Final = define(
    "store.master_key_length", "A master key has %(needed)s bytes, this one has %(found)s. Restore the key file."
)
KEY_FILE: Final = define(
    "store.key_file", "The key file %(path)s cannot be used: %(why)s. Check its folder and rights."
)
KEY_FILE_MISSING: Final = define(
    "store.key_file_missing",
    "The key file %(path)s is missing, and without it nothing in the database opens. "
    "Put it back from your copy, or point PULSRO_KEY_FILE at it.",
)
NEWER_BEATS: Final = define(
    "store.newer_beats",
    "These beats were stored by a newer version of the program. Install that version to read them.",
)

# -- the database
FULL: Final = define(
    "store.full", "The disk of the database is full. Nothing of this was stored: make room, then try again."
)
BUSY: Final = define(
    "store.busy", "The database is busy with something else. Nothing of this was stored: try again in a moment."
)
UNREACHABLE: Final = define(
    "store.unreachable", "The database cannot be reached. Check that its server runs and that the address is right."
)
UNOPENED: Final = define(
    "store.unopened", "The database file cannot be opened. Check its folder, its rights and that the disk is there."
)
UNREADABLE: Final = define(
    "store.unreadable", "The database file is damaged or is not a database. Keep a copy of it and restore a backup."
)
READ_ONLY: Final = define(
    "store.read_only",
    "The database can only be read here. Check the rights of its file and folder, or the server's mode.",
)
NEWER_TABLES: Final = define(
    "store.newer_tables",
    "This database belongs to a newer version of the program. Install that version; nothing was changed.",
)
OLDER_TABLES: Final = define(
    "store.older_tables", "This database has an older form. Make a backup, run `pulsro migrate`, then start again."
)
EMPTY_DATABASE: Final = define(
    "store.empty_database", "This database is empty. Run `pulsro migrate`, then start again."
)
IN_MEMORY: Final = define(
    "store.in_memory", "A record in memory forgets everything. Name a file, for example sqlite:///pulsro.db."
)
BAD_URL: Final = define(
    "store.bad_url", "The database address is not one. Use sqlite:///file.db or postgresql://user@host/name."
)
NO_DRIVER: Final = define(
    "store.no_driver",
    "The database address is one of PostgreSQL; the extra scaled brings what that needs: pip install 'pulsro[scaled]'",
)
