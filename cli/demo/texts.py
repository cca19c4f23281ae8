"""Texts of `pulsro demo`; what its simulated people write to each other is theirs and is not translated."""

from __future__ import annotations

from typing import Final

from messages import define

MONTHS: Final = define("cli.demo.months", "Four months at a workplace")
OPEN: Final = define(
    "cli.demo.open",
    "A simulated workplace is open at %(address)s. Nobody in it is real, and nothing leaves this computer.",
)
AS_EMPLOYEE: Final = define("cli.demo.as_employee", "as %(name)s, an employee whose light has turned:")
AS_NURSE: Final = define(
    "cli.demo.as_nurse",
    "as %(name)s, the occupational health nurse, whom %(other)s asked for a conversation:",
)
LINKS: Final = define(
    "cli.demo.links",
    "Each link works once; open the second one in a private window. To replay a recording as the strap of %(name)s:",
)
REPLAY: Final = define("cli.demo.replay", "pulsro replay FILE --speed 60 --server %(server)s --token-file %(token)s")
END: Final = define("cli.demo.end", "Ctrl-C ends it.")
ANSWER: Final = define("cli.demo.answer", "The pages answer.")
NOT_OPENED: Final = define("cli.demo.not_opened", "The pages could not be opened at %(address)s. Try another --port.")
NO_ANSWER: Final = define(
    "cli.demo.no_answer", "The page %(page)s does not answer as it should. Look at the lines above."
)
PORT_TAKEN: Final = define(
    "cli.demo.port_taken", "Another program listens at port %(port)s. Choose another --port, or leave it out."
)
