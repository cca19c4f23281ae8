"""The light that stands, the moments it flipped, and the prompts that follow."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from hrv.light.light import Light
    from store.models.notes import Profile
    from store.models.wishes import Away


@dataclass(frozen=True, slots=True)
class StoredLight:
    """The light that stands for a person; `light` is None until the first evaluation."""

    person_id: str
    revision: int
    light: Light | None
    next_evaluation_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimedLight:
    """A person whose light is to be evaluated by this caller; `revision` is what `flip` and `keep` compare.

    `anew` says that something older may have changed than the light looks back at: what it remembers no longer counts.
    The light itself stays sealed: one that cannot be opened must not keep the others from being claimed.
    """

    person_id: str
    revision: int
    anew: bool


@dataclass(frozen=True, slots=True)
class ToEvaluate:
    """A claimed person with the light that stands, None before the first one, and what their days depend on."""

    person_id: str
    revision: int
    anew: bool
    light: Light | None
    profile: Profile | None
    away: tuple[Away, ...]
    """Spells whose days say nothing."""

    time_zone: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class KeptLight:
    """A light of the same colour with fresher reasons, for the person and the revision that was claimed."""

    person_id: str
    revision: int
    light: Light
    next_evaluation_at: datetime | None


@dataclass(frozen=True, slots=True)
class Flip:
    """The light changed: from what, to what, when. `prompted_at` says that what follows was decided."""

    id: str
    person_id: str
    revision: int
    day: date
    flipped_at: datetime
    prompted_at: datetime | None
    before: Light | None
    after: Light


@dataclass(frozen=True, slots=True)
class FlipToFollow:
    """A flip for which nobody has decided what follows; what it says stays sealed."""

    id: str
    person_id: str
    revision: int


class AnswerKind(StrEnum):
    """What a person can answer to a prompt."""

    ACTION = "action"  # picked one or more actions
    JUST_BUSY = "just_busy"  # explains it; recorded as context, escalates nothing
    TALK = "talk"  # would like to talk to someone
    NOT_NOW = "not_now"  # read it, and leaves it


@dataclass(frozen=True, slots=True)
class PromptContent:
    """What a prompt says: keys of texts, never the texts, so that it follows the reader's language."""

    colour: str
    reason: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person answered, in keys, with tags that may explain it and a note of their own."""

    kind: AnswerKind
    actions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One message after one flip; `superseded_at` says that another one took its place before it was answered."""

    id: str
    person_id: str
    flip_id: str
    due_at: datetime
    delivered_at: datetime | None
    snoozed_until: datetime | None
    answered_at: datetime | None
    superseded_at: datetime | None
    content: PromptContent
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class PromptToDeliver:
    """A prompt whose hour has come; what it says stays sealed."""

    id: str
    person_id: str
    due_at: datetime
