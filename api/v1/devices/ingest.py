"""The door for beats: what it acknowledges is committed, and what it was given twice is stored once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

import numpy as np
from fastapi import APIRouter

from api import sender_clock, texts
from api.auth.subject import CurrentDevice
from api.context import AppContext, Context
from api.live_board import BreathSample, OpenBeat
from api.moment import Now
from api.problems import Refusal, responses
from api.readers import CurrentReader
from api.v1.devices.upload import Block, ForNow, PacerNow, Receipt, RefusedBlock, Upload, reason_to_refuse
from hrv.beats import BeatSeries
from messages import Message, Reader, sentence
from store import Record
from store.errors import NotHere
from store.models import AlreadyThere, Appended, Conflict, Declined, RecordingKind

router = APIRouter(tags=["beats"])

PATH: Final = "/api/v1/beats"


@dataclass(frozen=True, slots=True)
class Unfit:
    """A block that cannot be stored."""

    sequence: int
    why: Message


@router.post(
    PATH,
    summary="Upload blocks of beats",
    responses=responses(401, 403, 409, 410, 413, 422, 503),
)
def upload_beats(
    upload: Upload, device: CurrentDevice, context: Context, now: Now, *, reader: CurrentReader
) -> Receipt:
    """Store the blocks of one source and say which are safe.

    An acknowledged block is committed; sending it again changes nothing. A refused block is not stored, and never will
    be as it was sent. A block in neither list was not looked at, and `kept_out` says why: keep it and send it again, as
    after any other answer than 200.
    """
    read = [_read(block, kind=upload.kind, now=now) for block in upload.blocks]
    with context.store.begin(device, now=now) as record:
        trouble = sender_clock.trouble_with(upload.sent_at, now=now, reader=reader)
        outcomes = _append(record, _open_source(record, upload), read) if read and not trouble else []
        _note_clock(record, upload, now=now)  # last: the person's key is locked before the device, as in an erasure
    answered_at = context.now()
    receipt = _receipt(outcomes, kept_out=trouble, reader=reader, received_at=now, answered_at=answered_at)
    _tell(context, device.person_id, upload, receipt)
    return _with_watcher(receipt, context, device.person_id, now=answered_at)


def _note_clock(record: Record, upload: Upload, *, now: datetime) -> None:
    """What the sender measured; where it measured nothing, what can be seen from here."""
    measured_s = upload.clock.offset_s
    offset_s = (now - upload.sent_at).total_seconds() if measured_s is None else measured_s
    record.devices.note_clock(offset_s=offset_s, round_trip_s=upload.clock.round_trip_s)


def _open_source(record: Record, upload: Upload) -> str:
    try:
        return record.beats.open_source(str(upload.source), kind=upload.kind, shift_s=upload.clock.shift_s).id
    except NotHere as error:
        raise Refusal(HTTPStatus.CONFLICT, error.message) from error


def _read(block: Block, *, kind: RecordingKind, now: datetime) -> tuple[int, BeatSeries] | Unfit:
    """The beats of a block under its sequence, or why they cannot be stored."""
    reason = reason_to_refuse(block, kind=kind, now=now)
    if reason is not None:
        return Unfit(block.sequence, reason)
    try:
        return block.sequence, _series(block)
    except ValueError:  # what the lists cannot show one by one: the unit of the intervals
        return Unfit(block.sequence, texts.BLOCK_UNIT())


def _append(record: Record, source_id: str, read: list[tuple[int, BeatSeries] | Unfit]) -> list[int | Unfit]:
    """The sequence of each block that is there now, or why it is not."""
    whole = [each for each in read if not isinstance(each, Unfit)]
    answers = iter(record.beats.append_all(source_id, whole))
    return [each if isinstance(each, Unfit) else _outcome(each[0], next(answers)) for each in read]


def _outcome(sequence: int, answer: Appended | AlreadyThere | Conflict | Declined) -> int | Unfit:
    if isinstance(answer, Conflict | Declined):
        return Unfit(sequence, answer.reason)
    return sequence


def _series(block: Block) -> BeatSeries:
    return BeatSeries(
        time_s=np.array(block.time_s, np.float64),
        rr_ms=np.array(block.rr_ms, np.float64),
        segment=np.array(block.segment, np.int32),
        flags=np.array(block.flags, np.uint8),
    )


def _receipt(
    outcomes: list[int | Unfit],
    *,
    kept_out: Message | None,
    reader: Reader,
    received_at: datetime,
    answered_at: datetime,
) -> Receipt:
    return Receipt(
        acknowledged=[outcome for outcome in outcomes if isinstance(outcome, int)],
        refused=[RefusedBlock.of(each.sequence, each.why, reader) for each in outcomes if isinstance(each, Unfit)],
        kept_out=None if kept_out is None else sentence(kept_out, reader),
        kept_out_code=None if kept_out is None else kept_out.code,
        kept_out_parameters={} if kept_out is None else kept_out.to_json()["parameters"],
        received_at=received_at,
        answered_at=answered_at,
    )


def _tell(context: AppContext, person_id: str, upload: Upload, receipt: Receipt) -> None:
    """Count what came in, and nudge whoever is watching."""
    taken = set(receipt.acknowledged)
    context.metrics.beats.inc(sum(len(block.rr_ms) for block in upload.blocks if block.sequence in taken))
    context.metrics.refused_blocks.inc(len(receipt.refused))
    if upload.for_now is not None and not receipt.refused and receipt.kept_out is None:
        context.board.hear(person_id, *_for_now(upload.for_now))
    if taken or upload.for_now is not None:
        context.wakes.wake(person_id)


def _for_now(said: ForNow) -> tuple[tuple[OpenBeat, ...], tuple[BreathSample, ...]]:
    """What goes on the board of those who watch."""
    beats = (OpenBeat(beat.time_s, beat.rr_ms, beat.flags) for beat in said.open_beats)
    breath = (BreathSample(each.time_s, each.phase_rad, each.rate_per_min, each.quality) for each in said.breath)
    return tuple(beats), tuple(breath)


def _with_watcher(receipt: Receipt, context: AppContext, person_id: str, *, now: datetime) -> Receipt:
    """The receipt, and whether somebody watches what it is for."""
    pacer = context.board.pacer_of(person_id, now.timestamp())
    shown = pacer and PacerNow(breaths=pacer.breaths, per_minute=pacer.per_minute, in_share=pacer.in_share)
    return receipt.model_copy(update={"watched": context.board.is_watched(person_id), "pacer": shown})
