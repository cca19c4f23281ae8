"""What is said of intervals beside their stamps is what the stamps can show."""

from __future__ import annotations

import numpy as np
import pytest

from sensors.recordings.decision.agreement import agreement, remarks_on

RR = np.tile([812.0, 790, 805, 840, 799, 810], 100)


@pytest.mark.parametrize(
    ("times", "resolution_s", "said"),
    [(1.0, 0.001, "agrees"), (0.943, 0.001, "shorter"), (1.0, 60.0, "roughly"), (1.015, 5.0, "roughly")],
)
def test_only_stamps_that_exclude_other_units_show_the_unit(times, resolution_s, said):
    measured = agreement(np.cumsum(RR) / 1000 / times, RR, resolution_s)

    assert [each.code for each in remarks_on(measured)] == [f"sensors.decision.{said}"]
    assert measured.shows_unit is (said == "agrees")
