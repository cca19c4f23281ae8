"""Joining what the files of one archive hold: several products, or several recordings of one person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from hrv.beats import BeatFlag, BeatSeries
from sensors.recordings import texts
from sensors.recordings.model import Found
from sensors.recordings.recorded_beats import RecordedBeats, UnreadableRecordingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from messages import Message


MOST_NAMES: Final = 3
"""So many names say which files are meant; the number says how many there are."""


@dataclass(frozen=True, slots=True)
class PartsReading:
    """A file of an archive, or the files of one product, and how it is read."""

    names: tuple[str, ...]
    read: Callable[[], Found]


def joined(readings: Sequence[PartsReading], nothing: Message) -> Found:
    """All that was found, and what was refused with its reason; the refusal of the only file, or `nothing`, else."""
    found: list[Found] = []
    refused: list[tuple[PartsReading, UnreadableRecordingError]] = []
    for reading in readings:
        try:
            found.append(reading.read())
        except UnreadableRecordingError as error:
            refused.append((reading, error))
    if not found:
        raise refused[0][1] if len(refused) == 1 else UnreadableRecordingError(nothing, left_out=_told(refused))
    one = found[0] if len(found) == 1 else _together(found)
    return replace(one, left_out=(*one.left_out, *_told(refused)))


def _told(refused: Iterable[tuple[PartsReading, UnreadableRecordingError]]) -> tuple[Message, ...]:
    """One message for each reason, with the names of the first files."""
    by_reason: dict[str, tuple[Message, list[str]]] = {}
    for reading, error in refused:
        why = _why(error)
        by_reason.setdefault(str(why), (why, []))[1].extend(reading.names)
    return tuple(
        texts.PARTS_NOT_READ(n=len(names), names=tuple(names[:MOST_NAMES]), why=why)
        for why, names in by_reason.values()
    )


def _why(error: UnreadableRecordingError) -> Message:
    """The reason, without the list of all that is read."""
    is_foreign = error.message.code in {texts.UNKNOWN_FORMAT.code, texts.NOT_TEXT.code}
    return texts.NO_RECORDING() if is_foreign else error.message


def _together(found: Sequence[Found]) -> Found:
    beats, left_out = _all_beats([each.beats for each in found if each.beats is not None])
    named = [replace(day, source=day.source or each.source) for each in found for day in each.days]
    return Found(
        found[0].format,
        beats=beats,
        days=tuple(sorted(named, key=lambda day: (day.source, day.day))),
        left_out=(*_flat(each.left_out for each in found), *left_out),
        assumptions=_once(_flat(each.assumptions for each in found)),
        remarks=_once(_flat(each.remarks for each in found)),
    )


def _all_beats(recorded: Sequence[RecordedBeats]) -> tuple[RecordedBeats | None, tuple[Message, ...]]:
    """The beats one after another; a recording that another one covers, or without a date, is counted."""
    if len(recorded) <= 1:
        return next(iter(recorded), None), ()
    dated = sorted((each for each in recorded if each.started_at), key=lambda each: float(each.series.time_s[0]))
    kept: list[RecordedBeats] = []
    for each in dated:
        begins_s = float(each.series.time_s[0] - each.series.rr_ms[0] / 1000)
        if not kept or begins_s >= kept[-1].series.time_s[-1]:
            kept.append(each)
    undated, overlapping = len(recorded) - len(dated), len(dated) - len(kept)
    left_out = [text(n=n) for text, n in ((texts.UNDATED, undated), (texts.OVERLAPPING, overlapping)) if n]
    if not kept:
        raise UnreadableRecordingError(texts.UNDATED(n=undated))
    return replace(kept[0], series=_one_series([each.series for each in kept])), tuple(left_out)


def _one_series(parts: Sequence[BeatSeries]) -> BeatSeries:
    segments, flags, first = [], [], 0
    for place, part in enumerate(parts):
        segments.append(part.segment - part.segment[0] + first)
        first = int(segments[-1][-1]) + 1
        flags.append(part.flags.copy())
        flags[-1][0] |= int(BeatFlag.AFTER_GAP) if place else 0
    return BeatSeries(
        time_s=np.concatenate([part.time_s for part in parts]),
        rr_ms=np.concatenate([part.rr_ms for part in parts]),
        segment=np.concatenate(segments).astype(np.int32),
        flags=np.concatenate(flags),
    )


def _flat(messages: Iterable[tuple[Message, ...]]) -> tuple[Message, ...]:
    return tuple(message for some in messages for message in some)


def _once(messages: Iterable[Message]) -> tuple[Message, ...]:
    once: list[Message] = []
    for message in messages:
        if message not in once:
            once.append(message)
    return tuple(once)
