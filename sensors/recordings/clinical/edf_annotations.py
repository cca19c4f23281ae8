"""EDF+ and BDF+: moments of R peaks among the annotations of a recording; edfio reads the file.

An annotation that repeats at the rate of a heart stands at a beat. Where its text is a code for a kind of beat, others
of these codes are beats as well.
"""

from __future__ import annotations

import io
import struct
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import edfio
import numpy as np

from messages import define, define_plural
from sensors.heart_rate import rr_limits
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import Found
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text.timelines import by_running_sum, no_beats
from sensors.recordings.text.wall_clock import began_in_utc

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from messages import Message
    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat(
    "edf-annotations",
    define("sensors.format.edf_annotations", "EDF+ or BDF+"),
    docs=DocsLine(
        "Laboratories",
        "EDF+ or BDF+ with an annotation at each R peak",
        "beats",
        "signals, and annotations that do not repeat at the rate of a heart",
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.SIGNATURE

EDF, BDF = b"0       ", b"\xffBIOSEMI"
BEAT_CODES: Final = frozenset("NLRBAaJSVrFejnE/fQ?")
"""PhysioNet's codes of annotations that stand at a beat."""

HEADER_BYTES, N_RECORDS, N_SIGNALS = slice(184, 192), slice(236, 244), slice(252, 256)
FIXED_HEADER, BEFORE_N_SAMPLES, WORD = 256, 216, 8
"""Where the header says how large the file is (*European Data Format*, Kemp and others, 1992)."""

FEWEST: Final = 10
DAMAGED: Final = (struct.error, ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What edfio raises for bytes that are no such file."""

CUT_SHORT: Final = define(
    "sensors.edf.cut_short", "This EDF or BDF file is damaged or was cut short. Copy it from the recorder again."
)
NO_BEATS: Final = define(
    "sensors.edf.no_beats",
    "This EDF or BDF file holds no annotations at heartbeats. Let the program that shows the ECG mark the R peaks, and "
    "save it with its annotations.",
)
OTHERS: Final = define_plural(
    "sensors.edf.others",
    "One annotation was left out because it does not stand at a heartbeat.",
    "%(n)s annotations were left out because they do not stand at heartbeats.",
)


def recognises_bytes(content: bytes) -> bool:
    """Whether it begins as one of them does."""
    return content.startswith((EDF, BDF))


def read_bytes(content: bytes, about: About) -> Found:
    """Read it; UnreadableRecordingError when it is damaged or no annotation repeats at the rate of a heart."""
    try:
        _require_whole(content)
        file = (edfio.read_bdf if content.startswith(BDF) else edfio.read_edf)(io.BytesIO(content))
        moments = [(float(each.onset), str(each.text).strip()) for each in file.annotations]
    except DAMAGED as error:
        raise UnreadableRecordingError(CUT_SHORT()) from error
    onsets = _beats(moments)
    if onsets is None:
        raise UnreadableRecordingError(NO_BEATS())
    began_at, remarks = _began(file, about)
    start_s = onsets[0] + (began_at.timestamp() if began_at else 0.0)
    rr_ms = np.diff(np.array(onsets)) * 1000
    series = by_running_sum(rr_ms, start_s=start_s)
    n_others = len(moments) - len(onsets)
    left_out = (*((OTHERS(n=n_others),) if n_others else ()), *no_beats(rr_ms))
    begins = datetime.fromtimestamp(start_s, began_at.tzinfo) if began_at else None
    return Found.of_beats(FORMAT, series, begins, remarks, left_out=left_out)


def _require_whole(content: bytes) -> None:
    """ValueError unless as many records follow the header as it says; edfio would go on with what is there."""
    n_signals = int(content[N_SIGNALS])
    first = FIXED_HEADER + n_signals * BEFORE_N_SAMPLES
    n_samples = [int(content[first + place * WORD : first + (place + 1) * WORD]) for place in range(n_signals)]
    record_bytes = sum(n_samples) * (3 if content.startswith(BDF) else 2)
    if len(content) != int(content[HEADER_BYTES]) + int(content[N_RECORDS]) * record_bytes:
        raise ValueError("the number of records")


def _beats(moments: Sequence[tuple[float, str]]) -> list[float] | None:
    """The moments of the text that repeats most often at the rate of a heart."""
    by_text: dict[str, list[float]] = defaultdict(list)
    for onset, text in moments:
        by_text[text].append(onset)
    beating = {text: onsets for text, onsets in by_text.items() if text and _beats_like_a_heart(onsets)}
    if not beating:
        return None
    most = max(beating, key=lambda text: len(beating[text]))
    texts = BEAT_CODES & by_text.keys() if most in BEAT_CODES else {most}
    return _in_order(by_text, texts)


def _in_order(by_text: Mapping[str, Sequence[float]], texts: frozenset[str] | set[str]) -> list[float]:
    return sorted({onset for text in texts for onset in by_text[text]})


def _beats_like_a_heart(onsets: Sequence[float]) -> bool:
    if len(onsets) < FEWEST:
        return False
    median_ms = float(np.median(np.diff(np.sort(np.array(onsets)))) * 1000)
    return rr_limits.is_plausible(median_ms)


def _began(file: edfio.Edf | edfio.Bdf, about: About) -> tuple[datetime | None, tuple[Message, ...]]:
    """When it began on the recorder's clock; nothing where the date was taken out."""
    try:
        wall = datetime.combine(file.startdate, file.starttime, tzinfo=UTC).timestamp()
    except (edfio.AnonymizedDateError, *DAMAGED):
        return None, ()
    return began_in_utc(wall, about.zone)
