"""The person's own word on their days: a private diary that stands beside the light."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alerts.prompts.text import TAGS
from hrv import Colour
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from store.models import DayTags, SelfRating

WORDS: Final[Mapping[Colour, str]] = MappingProxyType(
    {
        Colour.GREEN: N_("About right"),
        Colour.YELLOW: N_("More than I like"),
        Colour.RED: N_("Too much"),
    }
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen, with its words."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class RatingLine:
    """What the person said of a day; `colour` and `word` are empty where there is only a note."""

    day: date
    colour: str
    word: str
    note: str


@dataclass(frozen=True, slots=True)
class DiaryLine:
    """Everything said about a day: the rating, if there is one, and in words what may explain the day."""

    day: date
    rating: RatingLine | None
    tag_words: tuple[str, ...]


RATING_CHOICES: Final = tuple(Choice(colour, word) for colour, word in WORDS.items())
TAG_CHOICES: Final = tuple(Choice(key, text) for key, text in TAGS.items())


def rating_lines(ratings: Iterable[SelfRating]) -> tuple[RatingLine, ...]:
    """The days on which something was said, newest first."""
    said = (rating for rating in ratings if rating.colour or rating.note)
    return tuple(rating_line(rating) for rating in sorted(said, key=lambda rating: rating.day, reverse=True))


def diary_lines(ratings: Iterable[SelfRating], noted: Iterable[DayTags]) -> tuple[DiaryLine, ...]:
    """The days about which anything was said, newest first."""
    rated = {line.day: line for line in rating_lines(ratings)}
    tags = {each.day: each.tags for each in noted}
    days = sorted(rated.keys() | tags.keys(), reverse=True)
    return tuple(DiaryLine(day, rated.get(day), tuple(TAGS[tag] for tag in tags.get(day, ()))) for day in days)


def rating_line(rating: SelfRating) -> RatingLine:
    """One day in words."""
    return RatingLine(
        day=rating.day,
        colour=rating.colour,
        word=WORDS[Colour(rating.colour)] if rating.colour else "",
        note=rating.note,
    )
