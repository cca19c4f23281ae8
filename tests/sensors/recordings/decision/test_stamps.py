"""Stamps of a column as moments, read cell by cell or, where there are many alike, all at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sensors.recordings.decision import stamps

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
CHANGES = {
    "spring": datetime(2025, 3, 30, 1, 0, tzinfo=UTC),
    "autumn": datetime(2025, 10, 26, 1, 0, tzinfo=UTC),
}


@pytest.mark.parametrize("n", [200, stamps.MANY + 400], ids=["some", "many"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("write", [datetime.isoformat, "{:%d.%m.%Y %H:%M:%S %z}".format], ids=["iso", "day first"])
def test_stamps_with_offset_are_right_after_a_change_of_time(write, change, n):
    moments = [change + timedelta(seconds=second) for second in range(-n // 2, n // 2)]

    (read,) = stamps.stamps_in([write(each.astimezone(COPENHAGEN)) for each in moments], orders=("dmy",))

    assert read.has_offset
    assert np.array_equal(read.seconds, [each.timestamp() for each in moments])


def test_offset_that_changes_back_and_forth_is_read_row_by_row():
    words = ["+01:00", "+02:00", "+00:00"]
    cells = [f"2025-03-30T12:00:00{words[place % 3]}" for place in range(3 * stamps.MOST_CHANGES)]

    (read,) = stamps.stamps_in(cells)

    noon_s = datetime(2025, 3, 30, 12, tzinfo=UTC).timestamp()
    assert np.array_equal(read.seconds[:3], [noon_s - 3600, noon_s - 7200, noon_s])
    assert np.array_equal(read.seconds, np.tile(read.seconds[:3], stamps.MOST_CHANGES))
