"""Which of the things one can do are offered, and the sentences that always stand beside them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alerts import texts
from alerts.actions.catalogue import CATALOGUE, Action
from alerts.refusals import Refused
from hrv import Colour, Rhythm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from messages import Message

_BY_KEY: Final[Mapping[str, Action]] = MappingProxyType({action.key: action for action in CATALOGUE})
_WEIGHT: Final[Mapping[Colour, int]] = MappingProxyType(
    {Colour.GREY: 0, Colour.GREEN: 1, Colour.YELLOW: 2, Colour.RED: 3},
)


def offered(colour: Colour, *, own_rating: Colour | None = None) -> tuple[Action, ...]:
    """What can be done now, in LOGIK order.

    The person's own rating widens what is offered when it is the heavier of the two; it never changes the light.
    """
    leading = max(colour, own_rating or colour, key=_WEIGHT.__getitem__)
    return tuple(sorted((a for a in CATALOGUE if leading in a.colours), key=lambda action: action.level.rank))


def sentences(colour: Colour, *, rhythm: Rhythm = Rhythm.REGULAR) -> tuple[Message, ...]:
    """What is always said beside a light of this colour."""
    if rhythm is Rhythm.UNCLEAR:
        return (texts.SEE_SOMEONE(),)
    return (texts.MAY_BE_NOTHING(),) if colour in {Colour.YELLOW, Colour.RED} else ()


def chosen(keys: Iterable[str]) -> tuple[Action, ...]:
    """The actions with these keys, each once, in LOGIK order; raises `Refused` for one that does not exist."""
    wanted = set(keys)
    if not wanted <= _BY_KEY.keys():
        raise Refused(texts.UNKNOWN_ACTION())
    return tuple(sorted((_BY_KEY[key] for key in wanted), key=lambda action: (action.level.rank, action.key)))
