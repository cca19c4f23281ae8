"""When something that a light or a waiting prompt rests on is another than before, it is due for another look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Boolean, bindparam, update

from store.database.columns import Utc
from store.repositories.measured.recording_growth import lesser
from store.tables import lights, prompts

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


LOOK_AGAIN = (
    update(lights)
    .where(lights.c.person_id == bindparam("person"))
    .values(
        next_evaluation_at=lesser(lights.c.next_evaluation_at, bindparam("at", type_=Utc())),
        anew=lights.c.anew | bindparam("forget", type_=Boolean()),
        revision=lights.c.revision + 1,
    )
)


def look_again(connection: Connection, person_id: str, *, at: datetime, anew: bool = True) -> bool:
    """Evaluate not later than `at`; an evaluation that is under way compares and finds that it is too late.

    `anew` forgets what the light remembers: it does not look back further than 28 days for what may have changed.
    """
    facts = {"person": person_id, "at": at, "forget": anew}
    return connection.execute(LOOK_AGAIN, facts).rowcount == 1


def ask_again(connection: Connection, person_id: str, *, at: datetime) -> None:
    """Have prompts that were not delivered yet looked at then: what is due is put off again if it may not come yet."""
    waiting = prompts.c.delivered_at.is_(None) & prompts.c.superseded_at.is_(None) & (prompts.c.due_at > at)
    connection.execute(update(prompts).where(prompts.c.person_id == person_id, waiting).values(due_at=at))
