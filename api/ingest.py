"""The door for beats: what it acknowledges is committed, and what it was given twice is stored once."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import numpy as np
from fastapi import APIRouter

from api.context import AppContext, Context
from api.moment import Now
from api.problems import Refusal, responses
from api.subject import CurrentDevice
from api.upload import Block, Receipt, RefusedBlock, Upload, reason_to_refuse
from hrv.beats import BeatSeries
from store import Record
from store.errors import NotHere
from store.models import AlreadyThere, Appended, Conflict, Declined, RecordingKind

router = APIRouter(tags=["beats"])

PATH: Final = "/api/v1/beats"


@router.post(
    PATH,
    summary="Upload blocks of beats",
    responses=responses(401, 403, 409, 410, 413, 422, 503),
)
def upload_beats(upload: Upload, device: CurrentDevice, context: Context, now: Now) -> Receipt:
    """Store the blocks of one source and say which are safe.

    An acknowledged block is committed; sending it again changes nothing. A refused block is not stored, and never will
    be as it was sent. On any other answer than 200 nothing was stored: keep the blocks and send them again.
    """
    read = [_read(block, kind=upload.kind, now=now) for block in upload.blocks]
    with context.store.begin(device, now=now) as record:
        source_id = _open_source(record, upload)
        outcomes = _take(record, source_id, read)
    receipt = _receipt(outcomes)
    _tell(context, device.person_id, upload, receipt)
    return receipt


def _open_source(record: Record, upload: Upload) -> str:
    try:
        return record.beats.open_source(str(upload.source), kind=RecordingKind(upload.kind)).id
    except NotHere as error:
        raise Refusal(409, str(error)) from error


def _read(block: Block, *, kind: str, now: datetime) -> tuple[int, BeatSeries] | RefusedBlock:
    """The beats of a block under its sequence, or why they cannot be stored."""
    reason = reason_to_refuse(block, kind=kind, now=now)
    if reason is not None:
        return RefusedBlock(sequence=block.sequence, reason=reason)
    try:
        return block.sequence, _series(block)
    except ValueError as error:
        return RefusedBlock(sequence=block.sequence, reason=str(error))


def _take(
    record: Record, source_id: str, read: list[tuple[int, BeatSeries] | RefusedBlock]
) -> list[int | RefusedBlock]:
    """The sequence of each block that is there now, or why it is not."""
    whole = [each for each in read if not isinstance(each, RefusedBlock)]
    answers = iter(record.beats.append_all(source_id, whole))
    return [each if isinstance(each, RefusedBlock) else _outcome(each[0], next(answers)) for each in read]


def _outcome(sequence: int, answer: Appended | AlreadyThere | Conflict | Declined) -> int | RefusedBlock:
    if isinstance(answer, Conflict | Declined):
        return RefusedBlock(sequence=sequence, reason=answer.reason)
    return sequence


def _series(block: Block) -> BeatSeries:
    return BeatSeries(
        time_s=np.array(block.time_s, np.float64),
        rr_ms=np.array(block.rr_ms, np.float64),
        segment=np.array(block.segment, np.int32),
        flags=np.array(block.flags, np.uint8),
    )


def _receipt(outcomes: list[int | RefusedBlock]) -> Receipt:
    refused = [outcome for outcome in outcomes if isinstance(outcome, RefusedBlock)]
    return Receipt(acknowledged=[outcome for outcome in outcomes if isinstance(outcome, int)], refused=refused)


def _tell(context: AppContext, person_id: str, upload: Upload, receipt: Receipt) -> None:
    """Count what came in, and nudge whoever is watching."""
    taken = set(receipt.acknowledged)
    context.metrics.beats.inc(sum(len(block.rr_ms) for block in upload.blocks if block.sequence in taken))
    context.metrics.refused_blocks.inc(len(receipt.refused))
    if taken:
        context.wakes.wake(person_id)
