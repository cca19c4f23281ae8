"""What goes into the log: counts, ids of rows, kinds of trouble; never a name, a number of a heart or a colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

log: Final[FilteringBoundLogger] = structlog.get_logger("alerts")


def trouble(error: BaseException) -> dict[str, str]:
    """Where and as what an error arose. Its message is left out: it may quote what it choked on."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = "unknown" if place is None else f"{place.tb_frame.f_code.co_qualname}:{place.tb_lineno}"
    return {"error": type(error).__qualname__, "where": where}
