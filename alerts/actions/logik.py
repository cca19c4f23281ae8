"""At which level something changes: LOGIK, which looks at how work is led before it looks at one person."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """Where a change is made, in the order in which it is offered; what is changed decides, not who clicks."""

    LEADER = "leader"
    """How tasks are given, prioritised and followed up by the nearest leader."""

    ORGANISATION = "organisation"
    """How work, hours, policies and help are arranged for everyone."""

    GROUP = "group"
    """What colleagues do for and with one another."""

    INDIVIDUAL = "individual"
    """What the person changes in their own day."""

    PROFESSIONAL = "professional"
    """Help from somebody whose trade it is, such as the occupational health nurse."""

    @property
    def rank(self) -> int:
        """The place in the order in which levels are shown, 0 first."""
        return tuple(Level).index(self)
