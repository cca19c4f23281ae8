"""VU-AMS: R peaks of the laboratory's ECG as text, one a row with the interval before it, marked where interpolated."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from messages import define, define_plural
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.model import Found
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.text.timelines import by_moments, no_beats
from sensors.recordings.text.wall_clock import in_utc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensors.recordings.model import About

FORMAT: Final = RecordingFormat(
    "vu-ams",
    define("sensors.format.vu_ams", "VU-AMS"),
    docs=DocsLine(
        "VU-AMS",
        "text with `Subject Id`, then `R-peak time`, `ibi_cumulative`, `ibi`, `interpolated`; the day before the month",
        "beats",
        "interpolated intervals",
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.SIGNATURE

FIRST_COLUMN: Final = "r-peak time\tibi_cumulative\tibi"
STAMP_FORM: Final = "%d-%m-%y/%H:%M:%S.%f"
STAMP, IBI, INTERPOLATED = 0, 2, 3
MEASURED: Final = re.compile(r"o|n|no|0|-?9999|", re.IGNORECASE)

NOT_A_ROW: Final = define(
    "sensors.vu_ams.not_a_row",
    "Line %(line)s is not an R peak with its interval, like 30-06-23/14:09:00.516 and 936. Export the recording again.",
)
MADE_UP: Final = define_plural(
    "sensors.vu_ams.made_up",
    "One interpolated interval was left out: it was not measured.",
    "%(n)s interpolated intervals were left out: they were not measured.",
)


def recognises(text: str) -> bool:
    """Whether its first lines hold their header."""
    return FIRST_COLUMN in text[:1000].lower()


def read(text: str, about: About) -> Found:
    """Read it; UnreadableRecordingError names the first row that is none."""
    lines = text.splitlines()
    begins = next(place for place, line in enumerate(lines) if line.lower().startswith(FIRST_COLUMN)) + 1
    numbered = [(number, line) for number, line in enumerate(lines[begins:], start=begins + 1) if line.strip()]
    rows = [_row(line, number) for number, line in numbered]
    measured = [
        (second, ibi, number)
        for place, ((number, _), (second, ibi, is_measured)) in enumerate(zip(numbered, rows, strict=True))
        if is_measured and (place or ibi)  # no interval ends at the first peak
    ]
    stamps, rr_ms, numbers = np.array(measured, np.float64).reshape(-1, 3).T
    moments, remarks = in_utc(stamps, about.zone)
    series = by_moments(moments, rr_ms)
    n_made_up = sum(not is_measured for _, _, is_measured in rows)
    began_at = datetime.fromtimestamp(float(series.time_s[0] - series.rr_ms[0] / 1000), UTC)
    no_heart = no_beats(rr_ms, numbers.astype(int).tolist())
    left_out = (*((MADE_UP(n=n_made_up),) if n_made_up else ()), *no_heart)
    return Found.of_beats(FORMAT, series, began_at, remarks, left_out=left_out)


def _row(line: str, number: int) -> tuple[float, float, bool]:
    """The second on the wall, the interval, and whether it was measured; the first row has none, which is nought."""
    cells: Sequence[str] = line.split("\t")
    try:
        second = datetime.strptime(cells[STAMP].strip(), STAMP_FORM).replace(tzinfo=UTC).timestamp()
        return second, float(cells[IBI]), MEASURED.fullmatch(cells[INTERPOLATED].strip()) is not None
    except (ValueError, IndexError) as error:
        raise UnreadableRecordingError(NOT_A_ROW(line=str(number))) from error
