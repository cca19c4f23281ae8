"""Texts about a strap's quirks and about intervals that do not add up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from messages import Text, define
from sensors.beat_clock.quirks import Quirk
from sensors.beat_clock.rr_balance import CoverageAlarm

if TYPE_CHECKING:
    from collections.abc import Mapping

QUIRKS: Final[Mapping[Quirk, Text]] = {
    Quirk.MILLISECONDS: define(
        "sensors.quirk.milliseconds", "Counts intervals in milliseconds instead of 1/1024 s; they are read as such."
    ),
    Quirk.EXTRA_WORDS: define("sensors.quirk.extra_words", "Appends words that are no intervals; they are left out."),
    Quirk.ZERO_INTERVALS: define(
        "sensors.quirk.zero_intervals", "Sends an interval of zero when there was no beat; it is left out."
    ),
    Quirk.ECHOES: define(
        "sensors.quirk.echoes",
        "Each message comes more than once; copies are left out. Close other programs that use the strap.",
    ),
    Quirk.NO_INTERVALS: define(
        "sensors.quirk.no_intervals",
        "Sends a heart rate but no intervals, so nothing can be computed. Use a chest strap.",
    ),
    Quirk.WIDE_HEART_RATE: define(
        "sensors.quirk.wide_heart_rate", "Sends the heart rate in two bytes, which is allowed and rare."
    ),
    Quirk.UNSURE_OF_CONTACT: define(
        "sensors.quirk.unsure_of_contact",
        "Says now and then that it can tell whether it touches the skin, and then not.",
    ),
    Quirk.LATE_INTERVALS: define(
        "sensors.quirk.late_intervals",
        "Its intervals come seconds after the beats; the moments of beats are that much too late.",
    ),
    Quirk.NO_SCHEDULE: define(
        "sensors.quirk.no_schedule",
        "Does not send once a second, so lost messages are noticed by the intervals alone.",
    ),
}
COVERAGE: Final[Mapping[CoverageAlarm, Text]] = {
    CoverageAlarm.TOO_MUCH: define(
        "sensors.coverage.too_much",
        "Intervals add up to more than the time that passed: something counts beats twice.",
    ),
    CoverageAlarm.TOO_LITTLE: define(
        "sensors.coverage.too_little",
        "Intervals add up to less than the time that passed: heartbeats are missing. Wet the electrodes "
        "and come closer.",
    ),
}
