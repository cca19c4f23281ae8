"""When something that a light rests on is another than before, the light is due for another look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from store.repositories.arrivals import lesser
from store.tables import lights

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def look_again(connection: Connection, person_id: str, *, at: datetime, anew: bool = True) -> bool:
    """Evaluate not later than `at`; an evaluation that is under way compares and finds that it is too late.

    `anew` forgets what the light remembers: it does not look back further than 28 days for what may have changed.
    """
    statement = update(lights).where(lights.c.person_id == person_id)
    sooner = lesser(lights.c.next_evaluation_at, at)
    again = {"next_evaluation_at": sooner, "anew": lights.c.anew | anew, "revision": lights.c.revision + 1}
    return connection.execute(statement.values(**again)).rowcount == 1
