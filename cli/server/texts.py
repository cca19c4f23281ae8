"""Texts of the commands that run a service, and the findings of `pulsro doctor`."""

from __future__ import annotations

from typing import Final

from messages import define, define_plural

# -- serve, worker, migrate, invite
LISTENS: Final = define(
    "cli.serve.listens",
    "Pulsro listens on http://%(host)s:%(port)s. People open %(address)s. Ctrl-C stops it.",
)
DONE: Final = define("cli.worker.done", "What was due is done.")
TICKS: Final = define("cli.worker.ticks", "The worker ticks. Stop it with Ctrl-C.")
SEALING: Final = define("cli.migrate.sealing", "Sealing rows again")
RESEALED: Final = define_plural(
    "cli.migrate.resealed",
    "One stored row was brought to this version's form.",
    "%(n)s stored rows were brought to this version's form.",
)
MIGRATED: Final = define("cli.migrate.migrated", "The database has this version's tables.")
# Translators: %(role)s is operator, nurse or employee.
INVITED: Final = define("cli.invite.invited", "%(name)s (%(role)s) signs in once with this link, until %(until)s UTC:")
OPERATOR: Final = define("cli.invite.operator", "operator")
NURSE: Final = define("cli.invite.nurse", "nurse")
EMPLOYEE: Final = define("cli.invite.employee", "employee")

# -- doctor: the mark before each finding
# Translators: marks at the beginning of a line; four letters at most.
WELL: Final = define("cli.doctor.well", "ok")
NOTE: Final = define("cli.doctor.note", "note")
ILL: Final = define("cli.doctor.ill", "BAD")

# -- doctor: what was found
OLD_PYTHON: Final = define("cli.doctor.old_python", "Python %(version)s is too old. Install Python 3.11 or newer.")
PYTHON: Final = define("cli.doctor.python", "Python %(version)s.")
CLOCK_PAST: Final = define(
    "cli.doctor.clock_past", "The clock says %(day)s, which is past. Set it, or switch on time by network."
)
CLOCK_KEPT: Final = define("cli.doctor.clock_kept", "The clock is kept right by the network.")
CLOCK_UNKNOWN: Final = define(
    "cli.doctor.clock_unknown", "The clock says %(at)s UTC. Nothing here says that the network keeps it so."
)
BUNDLE: Final = define("cli.doctor.bundle", "The pages' scripts and styles are built.")
OTHER_SYSTEM: Final = define(
    "cli.doctor.other_system", "Bluetooth: try `pulsro strap scan`, which asks the system itself."
)
NO_RADIO: Final = define(
    "cli.doctor.no_radio",
    "No Bluetooth radio here. Straps need one on the computer beside them, a server needs none.",
)
RADIO: Final = define("cli.doctor.radio", "Bluetooth radio: %(names)s.")
NO_KEY: Final = define("cli.doctor.no_key", "No key file at %(path)s yet; it is made on the first start.")
OPEN_KEY: Final = define("cli.doctor.open_key", "Others may open the key file %(path)s. Run `chmod 600 %(path)s`.")
KEY: Final = define(
    "cli.doctor.key",
    "The key file %(path)s is readable by its owner only. Keep a copy apart from the database.",
)
FULL_DISK: Final = define(
    "cli.doctor.full_disk",
    "Only %(free)s GiB free where %(path)s is. Make room before the record fills the disk.",
)
DISK: Final = define("cli.doctor.disk", "%(free)s GiB free where %(path)s is.")
NO_DATABASE: Final = define("cli.doctor.no_database", "There is no database yet; it is made on the first start.")
DATABASE: Final = define("cli.doctor.database", "The database answers and has this version's tables.")
WORK_WAITS: Final = define(
    "cli.doctor.work_waits",
    "Work is waiting since %(since)s UTC. Start `pulsro worker`, or serve with the clock.",
)
NO_WORK_WAITS: Final = define("cli.doctor.no_work_waits", "No work is waiting too long.")
