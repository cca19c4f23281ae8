"""RR intervals as text: plain numbers, or tables in which one column holds intervals, however they are written.

How such a file is to be read is decided once, from all of it (`sensors.recordings.decision`). Here beats are made of
the reading that was chosen, and what was assumed, corrected and left out is said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from messages import define
from sensors.heart_rate import rr_limits
from sensors.recordings.decision import candidates, texts
from sensors.recordings.decision.agreement import remarks_on
from sensors.recordings.decision.choice import choose, is_unnamed
from sensors.recordings.decision.column_names import is_optical, unit_in
from sensors.recordings.decision.seen import seen_of
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import Found
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text import own_forms
from sensors.recordings.text.timelines import are_beats, by_arrival, by_moments, by_running_sum
from sensors.recordings.text.wall_clock import in_utc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from hrv.beats import BeatSeries
    from messages import Message
    from sensors.recordings.decision.candidates import Candidate
    from sensors.recordings.model import About

TABLE: Final = RecordingFormat(
    "rr-column",
    define("sensors.format.rr_column", "a table with a column of RR intervals"),
    docs=DocsLine(
        "HRV Logger, recorders of ECG, any table",
        "a column named rr, ibi, nn, RR-interval or the like; stamps as dates, times of day or counts",
        "beats",
    ),
)
PLAIN: Final = RecordingFormat(
    "rr-text",
    define("sensors.format.rr_text", "RR intervals as plain text"),
    docs=DocsLine(
        "plain text; Elite HRV and Kubios RR export",
        "one RR interval after another, moments of beats, or both; lines with `#` are remarks",
        "beats",
    ),
)
FORMATS: Final = (TABLE, PLAIN)
RECOGNISED_BY: Final = RecognisedBy.STRUCTURE

FEWEST_FILL: Final = 10
SAME_WORD: Final = 1e-5
NEAR: Final = 0.012
"""Half of what ms and 1/1024 s are apart."""

COARSE_S: Final = 2.0
"""Stamps that cannot show less tell when a recording began, and nothing about single beats."""


def recognises(_: str) -> bool:
    """Any text that no other format knows: whether it holds intervals follows from all of it."""
    return True


def read(text: str, about: About) -> Found:
    """Read it; UnreadableRecordingError with what was seen, and with questions where the file leaves them open."""
    if own_forms.is_marked(text):
        return Found.of_beats(PLAIN, *own_forms.read_marked(text))
    chosen = choose(text, about)
    _require_heartbeats(chosen, about)
    taking = _Taking.of(chosen)
    series, began_at, remarks = _placed(chosen, taking, about)
    table = chosen.layout
    return Found.of_beats(
        TABLE if table.header else PLAIN,
        series,
        began_at,
        (*remarks, *_corrections(chosen), *_on_gaps(chosen, series)),
        assumptions=tuple(_assumptions(chosen, about, taking)),
        left_out=taking.left_out,
        seen=seen_of(chosen, _zone(chosen, about), taking.rows(len(table.lines))),
    )


def _require_heartbeats(chosen: Candidate, about: About) -> None:
    """Refuse a column of pulse intervals, unless the person named it."""
    names = chosen.layout.names
    if not about.column and chosen.column < len(names) and is_optical(names[chosen.column]):
        raise UnreadableRecordingError(texts.OPTICAL(column=chosen.name), seen=seen_of(chosen))


@dataclass(frozen=True, slots=True)
class _Taking:
    """Which rows of a reading are taken, and how many went elsewhere.

    Attributes:
        kept: the rows of the reading that are taken; words that are no beat are among them, for they are holes.
        offset_ms: the time before the first beat, where the first row holds that.
    """

    kept: NDArray[np.bool_]
    offset_ms: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    left_out: tuple[Message, ...] = ()

    @classmethod
    def of(cls, chosen: Candidate) -> _Taking:
        rr_ms, table = chosen.rr_ms, chosen.layout
        kept = np.ones(rr_ms.size, np.bool_)
        has_offset = _has_offset(chosen)
        kept[: int(has_offset)] = False
        fill = _fill(chosen)
        kept &= ~fill
        no_beat = kept & ~are_beats(rr_ms)
        counts = {
            "taken": int((kept & ~no_beat).sum()),
            "first": int(has_offset),
            "fill": int(fill.sum()),
            "no beat": int(no_beat.sum()),
            "repeated": chosen.repeated,
            "without interval": len(table.lines) - chosen.rows.size - chosen.repeated - int(chosen.is_of_moments),
            "repeated header": len(table.repeated),
            "other cells": len(table.ragged),
        }
        offset_ms = float(rr_ms[0]) if has_offset else 0.0
        return cls(kept, offset_ms, counts, tuple(_left_out(chosen, counts, chosen.lines[no_beat])))

    def rows(self, seen: int) -> dict[str, int]:
        """How many rows went where."""
        extra = self.counts["repeated header"] + self.counts["other cells"]
        return {"seen": seen + extra, **{name: n for name, n in self.counts.items() if n}}


def _has_offset(chosen: Candidate) -> bool:
    """Whether the first row says when the first beat was instead of being an interval.

    Bare files in seconds are differences of lists of beats and always start with such an offset. To take it for an
    interval would invent one; to leave out a real one costs a single beat.
    """
    if chosen.is_of_moments or chosen.rr_ms.size < 3:  # noqa: PLR2004 - an offset and one interval are two
        return False
    is_bare_in_s = chosen.unit == "s" and chosen.clock is None and not chosen.layout.header
    return is_bare_in_s or (chosen.rr_ms[0] > rr_limits.LONGEST_RR_MS and not chosen.plausible[0])


def _fill(chosen: Candidate) -> NDArray[np.bool_]:
    """Words that pad lists and are no time: so many of them are no lost beats."""
    word_ms = candidates.FILL * (candidates.factor_ms(chosen.unit) or 1.0)
    fill = np.abs(chosen.rr_ms - word_ms) < SAME_WORD * word_ms
    is_padding = fill.sum() >= FEWEST_FILL and fill.mean() >= candidates.PADDED
    return fill if is_padding else np.zeros_like(fill)


def _left_out(chosen: Candidate, counts: dict[str, int], no_beat: NDArray[np.int64]) -> Iterator[Message]:
    table = chosen.layout
    if counts["first"]:
        yield texts.OFFSET(seconds=round(float(chosen.rr_ms[0]) / 1000, 3), n=1)
    if counts["fill"]:
        yield texts.FILL(n=counts["fill"])
    if counts["no beat"]:
        yield texts.NO_BEAT(n=counts["no beat"], lines=tuple(map(str, no_beat.tolist())))
    if counts["repeated"]:
        said = texts.REPEATED_INTERVALS if chosen.clock is None else texts.REPEATED_ROWS
        yield said(n=counts["repeated"])
    if counts["without interval"]:
        yield texts.NO_INTERVAL(n=counts["without interval"])
    for text, lines in ((texts.REPEATED_HEADER, table.repeated), (texts.RAGGED, table.ragged)):
        if lines:
            yield text(n=len(lines), lines=tuple(map(str, lines)))


def _placed(
    chosen: Candidate, taking: _Taking, about: About
) -> tuple[BeatSeries, datetime | None, tuple[Message, ...]]:
    rr_ms, clock = chosen.rr_ms[taking.kept], chosen.clock
    if clock is None:
        return by_running_sum(rr_ms, start_s=taking.offset_ms / 1000), None, ()
    seconds = clock.seconds[taking.kept]
    remarks: tuple[Message, ...] = ()
    if clock.kind == "wall":
        seconds, remarks = in_utc(seconds, about.zone)
    elif not seconds.size or clock.kind == "day":
        seconds = seconds - seconds[:1]
    began_at = datetime.fromtimestamp(float(seconds[0]), UTC) if clock.kind in {"utc", "wall"} else None
    if clock.resolution_s > COARSE_S:
        start_s = float(seconds[0]) - float(rr_ms[0]) / 1000 if began_at else 0.0
        return by_running_sum(rr_ms, start_s=start_s), began_at, (*remarks, texts.COARSE_STAMPS())
    if clock.are_moments:
        return by_moments(seconds, rr_ms), began_at, remarks
    return by_arrival(seconds.tolist(), rr_ms.tolist()), began_at, remarks


def _zone(chosen: Candidate, about: About) -> str:
    if chosen.clock is None or chosen.clock.kind not in {"utc", "wall"}:
        return ""
    return "UTC" if chosen.clock.kind == "utc" else str(about.zone)


def _assumptions(chosen: Candidate, about: About, taking: _Taking) -> Iterator[Message]:
    table = chosen.layout
    if chosen.is_of_moments:
        yield texts.ASSUMED_MOMENTS(unit=chosen.unit)
    if is_unnamed(chosen) and not about.column:
        yield texts.ASSUMED_COLUMN(column=chosen.name)
    named = unit_in(table.names[chosen.column]) if chosen.column < len(table.names) else ""
    shown = chosen.agreement is not None and chosen.agreement.shows_unit
    if chosen.unit == "ms" and not (named or about.unit or shown or _is_its_own_clock(chosen)):
        plausible = chosen.rr_ms[taking.kept & chosen.plausible]
        yield (
            texts.ASSUMED_MS(bpm=round(60_000 / float(np.mean(plausible))))
            if plausible.size
            else texts.ASSUMED_MS(bpm=0)
        )


def _is_its_own_clock(chosen: Candidate) -> bool:
    """Whether moments stand beside the intervals, in a unit of time that people use, and show that of the intervals.

    Stamps of whole seconds beside a heart of one beat a second are no such moments, however well they fit.
    """
    clock = chosen.clock
    if clock is None or not clock.are_moments or clock.kind == "counted":
        return False
    lasted_s = float(np.ptp(clock.seconds))
    apart_s = abs(float(chosen.rr_ms[1:].sum()) / 1000 - lasted_s) + 2 * clock.resolution_s
    return apart_s < NEAR * lasted_s


def _corrections(chosen: Candidate) -> Iterator[Message]:
    before, measured = chosen.was_off_by, chosen.agreement
    if before is not None and before.ratio is not None:
        low, high = before.ratio - before.half_width, before.ratio + before.half_width
        yield texts.TICKS(ratio=round(before.ratio, 4), low=round(low, 4), high=round(high, 4))
    elif measured is not None:
        yield from remarks_on(measured)


def _on_gaps(chosen: Candidate, series: BeatSeries) -> Iterator[Message]:
    measured = chosen.agreement
    if measured is not None and measured.has_gaps:
        stretches = len(np.unique(series.segment))
        yield texts.GAPS(percent=round(100 * measured.covered), n=stretches)
