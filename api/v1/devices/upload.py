"""What a gateway may upload: its form, its limits, and the sentence each refused block gets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticKnownError

from api import texts
from hrv.beats import COLUMNS, BeatFlag, Impossible, shape_fault
from hrv.recording_kind import RecordingKind
from messages import Message, Reader, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from messages import Text

MOST_BLOCKS: Final = 120
MOST_BREATH: Final = 300  # half a minute at ten a second, for a sender that was held up
MOST_BEATS: Final = 600  # ten minutes at rest; a sender's block is a few seconds to a minute
LONGEST_BLOCK: Final = timedelta(minutes=20)
LARGEST_BODY: Final = 4 * 1024 * 1024
LARGEST_SEQUENCE: Final = 2**31 - 1
NOT_MEASURED_MS: Final = 0.0
FULL_FIELD_MS: Final = 65535 * 1000 / 1024  # the strap's field is full: it counted no further
FURTHEST_AHEAD: Final = timedelta(minutes=10)
OLDEST_LIVE: Final = timedelta(days=400)
OLDEST_IMPORT: Final = datetime(1990, 1, 1, tzinfo=UTC)
KNOWN_FLAGS: Final = sum(BeatFlag)
SHAPES: Final[Mapping[Impossible, Text]] = MappingProxyType(
    {Impossible.EMPTY: texts.BLOCK_EMPTY, Impossible.UNEQUAL: texts.BLOCK_UNEQUAL}
)

Finite = Annotated[float, Field(allow_inf_nan=False, strict=True)]
Beats = Field(max_length=MOST_BEATS)


class Block(BaseModel):
    """A few seconds of beats, as four lists of one length."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sequence: Annotated[int, Field(ge=0, le=LARGEST_SEQUENCE, strict=True, description="Counts from 0 in its source.")]
    time_s: Annotated[list[Finite], Beats] = Field(description="Moments of the beats, in seconds since 1970.")
    rr_ms: Annotated[list[Finite], Beats] = Field(description="The interval that each beat ends, in milliseconds.")
    segment: Annotated[list[Annotated[int, Field(ge=0, le=LARGEST_SEQUENCE, strict=True)]], Beats] = Field(
        description="Rises by one wherever beats may be missing."
    )
    flags: Annotated[list[Annotated[int, Field(ge=0, le=KNOWN_FLAGS, strict=True)]], Beats] = Field(
        description="1 after a gap, 2 suspect, 4 implausible, 8 no skin contact; added together."
    )


class SenderClock(BaseModel):
    """What a sender measured about its own clock, and what it did about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    offset_s: Finite | None = Field(None, description="The server's clock minus the sender's, when last measured.")
    round_trip_s: Finite | None = Field(None, ge=0, description="How long that question and its answer took.")
    shift_s: Finite = Field(0.0, description="What was added to all times of this source, because its clock was wrong.")


class OpenBeat(BaseModel):
    """A beat that was heard and is not settled yet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    time_s: Finite
    rr_ms: Annotated[Finite, Field(gt=NOT_MEASURED_MS, lt=FULL_FIELD_MS)]
    flags: Annotated[int, Field(ge=0, le=KNOWN_FLAGS, strict=True)]


class BreathSample(BaseModel):
    """Where in the breath the wearer was, by measurement."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    time_s: Finite
    phase_rad: Finite | None = Field(description="0 and pi are the turns; which one is full is unknown.")
    rate_per_min: Annotated[Finite, Field(gt=0)] | None = Field(
        description="None, as the phase, where it cannot be told."
    )
    quality: Annotated[Finite, Field(ge=0, le=1)]


class ForNow(BaseModel):
    """What only the page that watches sees; it is never stored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    open_beats: Annotated[list[OpenBeat], Field(max_length=MOST_BEATS)] = Field(
        description="All beats that wait to be settled, after those of the blocks."
    )
    breath: Annotated[list[BreathSample], Field(max_length=MOST_BREATH)] = Field(description="Since the last upload.")


class Upload(BaseModel):
    """Some blocks of one source: one unbroken run of one device."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: UUID = Field(description="Made up by the sender when the run began.")
    kind: RecordingKind = Field(description="What the person was doing.")
    sent_at: AwareDatetime = Field(
        description="The moment of sending by the clock that the times of the beats were taken with, with a zone."
    )
    clock: SenderClock = Field(SenderClock(), description="Leave it out if nothing was measured.")
    for_now: ForNow | None = Field(None, description="Send it only while the last answer said that a page watches.")
    blocks: Annotated[list[Block], Field(max_length=MOST_BLOCKS)] = Field(
        description="At least one, or none with something for now."
    )

    @field_validator("blocks")
    @classmethod
    def _brings_something(cls, blocks: list[Block], info: ValidationInfo) -> list[Block]:
        if not blocks and info.data.get("for_now") is None:
            raise PydanticKnownError("too_short", {"field_type": "List", "min_length": 1, "actual_length": 0})
        return blocks


class RefusedBlock(BaseModel):
    """A block that is not stored, and why."""

    sequence: int
    reason: str = Field(description="One plain sentence that says what to do next, in the reader's language.")
    code: str = Field(description="The same for programs; it never changes.")
    parameters: dict[str, object] = Field(description="What the sentence names.")

    @classmethod
    def of(cls, sequence: int, why: Message, reader: Reader) -> RefusedBlock:
        """The refusal of the block with this sequence."""
        return cls(sequence=sequence, reason=sentence(why, reader), **why.to_json())


class PacerNow(BaseModel):
    """Where the pacer of a page is."""

    breaths: float = Field(description="Turns so far.")
    per_minute: float
    in_share: float = Field(description="Of a breath, the inhale.")


class Receipt(BaseModel):
    """What is safely stored, and what never will be as it was sent."""

    acknowledged: list[int] = Field(description="Sequences that are committed; the sender may forget them.")
    refused: list[RefusedBlock]
    kept_out: str | None = Field(None, description="Why nothing was looked at; keep all blocks and send them again.")
    kept_out_code: str | None = Field(None, description="The same for programs; it never changes.")
    kept_out_parameters: dict[str, object] = Field({}, description="What that sentence names.")
    received_at: datetime = Field(description="The server's clock when the upload came in ...")
    answered_at: datetime = Field(description="... and when it was answered, for measuring the sender's clock.")
    watched: bool = Field(False, description="Whether a page of the person's watches: cut a block at every packet.")
    pacer: PacerNow | None = Field(None, description="The pacer of that page as it was answered, if one runs.")


def reason_to_refuse(block: Block, *, kind: RecordingKind, now: datetime) -> Message | None:
    """The first thing that is wrong with a block, as a message; None when it can be stored."""
    return _shape(block) or _intervals(block) or _order(block) or _age(block, kind=kind, now=now)


def _shape(block: Block) -> Message | None:
    fault = shape_fault(getattr(block, name) for name in COLUMNS)
    return None if fault is None else SHAPES[fault]()


def _intervals(block: Block) -> Message | None:
    if all(NOT_MEASURED_MS < rr < FULL_FIELD_MS for rr in block.rr_ms):
        return None
    return texts.BLOCK_INTERVAL()


def _order(block: Block) -> Message | None:
    if any(later <= earlier for earlier, later in pairwise(block.time_s)):
        return texts.BLOCK_ORDER()
    if any(later < earlier for earlier, later in pairwise(block.segment)):
        return texts.BLOCK_SEGMENTS()
    if block.time_s[-1] - block.time_s[0] > LONGEST_BLOCK.total_seconds():
        return texts.BLOCK_TOO_LONG()
    return None


def _age(block: Block, *, kind: RecordingKind, now: datetime) -> Message | None:
    if block.time_s[-1] > (now + FURTHEST_AHEAD).timestamp():
        return texts.BLOCK_AHEAD()
    oldest = OLDEST_IMPORT if kind is RecordingKind.IMPORT else now - OLDEST_LIVE
    if block.time_s[0] < oldest.timestamp():
        return texts.BLOCK_TOO_OLD()
    return None
