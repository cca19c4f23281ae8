"""Constants of the normal distribution."""

from __future__ import annotations

from typing import Final

NORMAL_90: Final = 1.6448536269514722
"""Standard deviations on either side of the mean between which nine values in ten lie."""
