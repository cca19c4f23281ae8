"""What was written in an exercise, read from a form: known places only, trimmed, nothing kept of what is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alerts import texts
from alerts.exercises.exercise import BlankKind
from alerts.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alerts.exercises.exercise import Blank, Exercise

LONGEST: Final = 2000
SCALE: Final = range(11)


def read(exercise: Exercise, form: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The words by the name of their place; raises `Refused` for what is too long, or no number where one belongs."""
    words = {blank.name: _word(blank, form.get(blank.name, ())) for blank in exercise.blanks}
    return {name: word for name, word in words.items() if word}


def ticked(word: str) -> tuple[str, ...]:
    """The keys of what was ticked."""
    return tuple(word.split(",")) if word else ()


def _word(blank: Blank, given: Sequence[str]) -> str:
    if blank.kind is BlankKind.TICKS:
        return ",".join(tick.key for tick in blank.ticks if tick.key in given)
    word = given[0].strip() if given else ""
    if len(word) > LONGEST:
        raise Refused(texts.TOO_LONG_TO_KEEP())
    if blank.kind is BlankKind.SCALE and word and not (word.isdecimal() and int(word) in SCALE):
        raise Refused(texts.ZERO_TO_TEN())
    return word
