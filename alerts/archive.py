"""Everything that is kept about a person, in one file they can take with them.

A ZIP with `README.txt`, `everything.json` (all of it but the beats) and `beats/<source>.csv` (intervals as stored).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields
from datetime import date, time
from io import BytesIO, StringIO
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np

from hrv.beats import COLUMNS
from messages import define, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from messages import Reader
    from store.export import Everything
    from store.models import StoredBlock

BEATS: Final = "beats"
README: Final = define(
    "archive.readme",
    """\
This file holds everything that Pulsro keeps about you.

everything.json: your account, devices, consents, recordings, windows, daily values, light and its changes, prompts and
your answers, when you want to be asked, your own ratings, what you noted about days, your breathing sessions, what you
wrote in exercises, your age band and sex if you gave them, conversations with their plans, who looked, and the audit of
what concerns you. Times are UTC (ISO 8601), days are your own calendar days; RMSSD and SDNN are in ms.

beats/*.csv: one file for each run of a device, with the time of the R peak in seconds since 1970 (UTC), the RR interval
in milliseconds as it was stored, the number of the unbroken segment, and the flags of the beat.
""",
)


def packed_archive(everything: Everything, *, reader: Reader) -> bytes:
    """The ZIP file."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", sentence(README(), reader))
        archive.writestr("everything.json", json.dumps(all_but_beats(everything), indent=1))
        for source_id, blocks in by_source(everything.beats):
            archive.writestr(f"{BEATS}/{source_id}.csv", as_csv(blocks))
    return packed.getvalue()


def all_but_beats(everything: Everything) -> dict[str, Any]:
    """Everything but the beats, as JSON values."""
    return {name: as_json(value) for name, value in _fields(everything).items() if name != BEATS}


def by_source(blocks: Iterable[StoredBlock]) -> Iterator[tuple[str, Iterator[StoredBlock]]]:
    """The blocks of each run of a device, in the order in which the device made them."""
    return groupby(sorted(blocks, key=attrgetter("source_id", "sequence")), key=attrgetter("source_id"))


def as_csv(blocks: Iterable[StoredBlock]) -> str:
    """The beats as comma-separated lines under a header, whatever the device said of their times."""
    text = StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    for block in blocks:
        lines.writerows(zip(*(getattr(block.series, name).tolist() for name in COLUMNS), strict=True))
    return text.getvalue()


def as_json(value: object) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """A value of the record in JSON's own kinds: flags by number, moments and days in ISO 8601."""
    return json.loads(json.dumps(value, default=_plainer))


def _plainer(value: object) -> object:
    match value:
        case date() | time():
            return value.isoformat()
        case np.ndarray():
            return value.tolist()
        case Mapping():
            return dict(value)
        case AbstractSet():
            return sorted(value)
        case _:
            return _fields(value)


def _fields(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass of the record; TypeError for anything else
    return {field.name: getattr(value, field.name) for field in fields(value)}
