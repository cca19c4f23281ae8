"""The first screen of *Today*: the light, one sentence that joins it with today's check, and what one can do."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from api.presenters.trend import LOWER
from api.visitor import FIRST_STEPS
from hrv import Colour, Place, Reason
from hrv.light.readout import FEWEST_VALUES_OF_A_LIGHT
from hrv.texts import reason
from messages import define, define_plural
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from api.presenters.glance.sparkline import Sparkline
    from api.presenters.light import LightView
    from api.presenters.today import CheckToday
    from messages import Message, Text
    from store.models import Flip

COLOUR_WORDS: Final[Mapping[Colour, str]] = MappingProxyType(
    {
        Colour.GREEN: N_("Green"),
        Colour.YELLOW: N_("Yellow"),
        Colour.RED: N_("Red"),
        Colour.GREY: N_("No colour yet"),
    }
)
NO_COLOUR_NOW: Final = N_("No colour just now")
BEGINNING: Final = frozenset({Reason.TOO_FEW, Reason.NEW_RANGE})
"""Why there is no colour yet: what is missing are days."""

MAY_BE_NOTHING: Final = define("today.may_be_nothing", "It may be nothing.")
UNCLEAR: Final = define(
    "today.unclear",
    "The rhythm was unclear, perhaps a loose strap. If it stays so, or you feel dizzy, see a nurse or doctor.",
)
MORNINGS_MISSING: Final = define_plural(
    "today.mornings_missing",
    "One more morning with a check, and there will be a colour.",
    "%(n)s more mornings with a check, and there will be a colour.",
    by="n",
)
NOTHING_KEPT: Final = define("today.nothing_kept", "Nothing is measured or kept until you say so.")
NO_CHECK: Final = define("today.no_check", "You haven't done a check today.")
NO_VALUE: Final = define("today.no_value", "Today's check gave no value.")
COUNTED: Final = define("today.counted", "Today's check is done and counts.")
WITHIN_TOO: Final = define("today.within_too", "Today's check was within your usual range too.")
WITHIN_BUT: Final = define(
    "today.within_but", "Today's check was within your usual range. One day doesn't change the colour."
)
BELOW_TOO: Final = define("today.below_too", "Today's check was below your usual range too.")
BELOW_BUT: Final = define(
    "today.below_but", "Today's check was below your usual range. One day doesn't change the colour."
)
ABOVE: Final = define("today.above", "Today's check was above your usual range. One day doesn't change the colour.")

FALLEN: Final = frozenset({Colour.YELLOW, Colour.RED})


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do, and where one does it."""

    address: str
    text: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstScreen:
    """What stands on it."""

    colour: Colour
    word: str
    headline: str
    since: date | None
    sentences: tuple[Message, ...]
    asks_for_check: bool
    asks_how: bool
    """Whether nothing has come in yet, so that one may not know how to measure."""
    sparkline: Sparkline | None
    here: NextStep
    at_work: NextStep


BEGIN: Final = NextStep(FIRST_STEPS, N_("Start here: three short steps"), "play")
HERE: Final[Mapping[Colour, NextStep]] = MappingProxyType(
    {
        Colour.GREEN: NextStep("/breathe", N_("Breathe for a moment"), "breathe"),
        Colour.YELLOW: NextStep("/exercises/gravity", N_("Two minutes for your body"), "heart"),
        Colour.RED: NextStep("/exercises/gravity", N_("Two minutes for your body"), "heart"),
        Colour.GREY: NextStep("/exercises/gravity", N_("Two minutes for your body"), "heart"),
    }
)
"""The one thing to do here, the body first."""
AT_WORK: Final[Mapping[Colour, NextStep]] = MappingProxyType(
    {
        Colour.GREEN: NextStep("/today/do/leader-feedback", N_("Ask for feedback on one task"), "sharing"),
        Colour.YELLOW: NextStep("/today/do/leader-priorities", N_("Ask what can wait"), "sharing"),
        Colour.RED: NextStep("/today/do/leader-lower-demands", N_("Ask for a lighter load"), "sharing"),
        Colour.GREY: NextStep("/today/do/organisation-know-the-doors", N_("Know where to turn"), "sharing"),
    }
)
"""The one thing about the work that stands beside the one to do here, in few words."""


def first_screen(
    light: LightView | None,
    *,
    check: CheckToday | None,
    may_store: bool,
    leading: Colour,
    flips: Sequence[Flip],
    sparkline: Sparkline | None,
) -> FirstScreen:
    """What stands there; the `leading` colour, of the light or of the person's own word, chooses what can be done."""
    colour = light.colour if light else Colour.GREY
    return FirstScreen(
        colour=colour,
        word=COLOUR_WORDS[colour]
        if light is None or is_beginning(light) or colour is not Colour.GREY
        else NO_COLOUR_NOW,
        headline=light.headline if light and colour is not Colour.GREY else "",
        since=_since(light, flips),
        sentences=_sentences(light, check) if may_store or light else (NOTHING_KEPT(),),
        asks_for_check=may_store and (check is None or check.rmssd_ms is None),
        asks_how=may_store and check is None and _has_no_day(light),
        sparkline=sparkline,
        here=HERE[leading] if may_store else BEGIN,
        at_work=AT_WORK[leading],
    )


def is_beginning(light: LightView) -> bool:
    """Whether there is no colour because days are missing."""
    return light.colour is Colour.GREY and light.reason_code in BEGINNING


def _has_no_day(light: LightView | None) -> bool:
    return light is None or (is_beginning(light) and light.n_days == 0)


def _since(light: LightView | None, flips: Sequence[Flip]) -> date | None:
    """Since when it is so: the first day of the fall, or the day on which the light came back."""
    if light is None or light.colour is Colour.GREY:
        return None
    last = flips[-1] if flips else None
    return light.since or (last.day if last and last.after.colour is light.colour else None)


def _sentences(light: LightView | None, check: CheckToday | None) -> tuple[Message, ...]:
    if light is None or is_beginning(light):
        n_days = light.n_days if light else 0
        return (MORNINGS_MISSING(n=max(1, FEWEST_VALUES_OF_A_LIGHT - n_days)),)
    if light.reason_code is Reason.RHYTHM:
        return (UNCLEAR(),)
    if light.colour is Colour.GREY:
        return (reason(light.reason_code),)
    joined = _joined(check, fallen=light.colour in FALLEN)
    return (MAY_BE_NOTHING(), joined()) if light.colour in FALLEN else (joined(),)


def _joined(check: CheckToday | None, *, fallen: bool) -> Text:
    """Today's check beside the light that stands, so that the two never seem to contradict each other."""
    if check is None:
        return NO_CHECK
    if check.rmssd_ms is None:
        return NO_VALUE
    if check.place is None:
        return COUNTED
    if check.place in LOWER:
        return BELOW_TOO if fallen else BELOW_BUT
    if check.place is Place.HIGHER:
        return ABOVE
    return WITHIN_BUT if fallen else WITHIN_TOO
