"""What each role finds at the top of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from messages.message import N_
from store.subjects import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from api.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Item:
    """One place to go to."""

    href: str
    text: str
    current: bool


_ACCOUNT: Final = ("/account", N_("Account"))
_PLACES: Final[Mapping[Role, tuple[tuple[str, str], ...]]] = {
    Role.EMPLOYEE: (
        ("/today", N_("Today")),
        ("/check", N_("Check")),
        ("/breathe", N_("Breathe")),
        ("/trends", N_("Trends")),
        ("/sharing", N_("Sharing")),
        _ACCOUNT,
    ),
    Role.NURSE: (("/worklist", N_("Worklist")), _ACCOUNT),
    Role.OPERATOR: (("/service", N_("Service")), _ACCOUNT),
}


def navigation_for(visitor: Visitor | None, *, path: str, gettext: Callable[[str], str]) -> tuple[Item, ...]:
    """The places of this visitor's role, in the visitor's language; none for the signed out."""
    places = _PLACES[visitor.role] if visitor else ()
    return tuple(Item(href, gettext(text), current=is_within(path, href)) for href, text in places)


def is_within(path: str, place: str) -> bool:
    """Whether a page is the place itself or lies below it."""
    return path == place or path.startswith(f"{place}/")
