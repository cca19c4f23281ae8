"""The texts behind this room's codes. The arithmetic does not import it; whoever shows its values does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hrv.engines.complexity import FEWEST_BEATS, NoComplexity
from hrv.light.light import Reason, RuledOut
from hrv.windows.absence import Absence
from messages.message import Message, Text, define

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hrv.windows.window import Window

REASONS: Final[Mapping[Reason, Text]] = {
    Reason.WITHIN: define("hrv.light.within", "Your heart-rate variability is within your own usual range."),
    Reason.BELOW: define(
        "hrv.light.below", "Your heart-rate variability has been below your own usual range for some days."
    ),
    Reason.CLEARLY_BELOW: define(
        "hrv.light.clearly_below",
        "Your heart-rate variability has been clearly below your own usual range for some time.",
    ),
    Reason.RECOVERED: define(
        "hrv.light.recovered", "Your heart-rate variability has been back in your own usual range for some days."
    ),
    Reason.MOVED: define(
        "hrv.light.moved",
        "Your heart-rate variability has stayed at a new level for twelve weeks. That is now your usual range.",
    ),
    Reason.NEW_RANGE: define(
        "hrv.light.new_range", "You noted a lasting change, so a new usual range began. It needs five good days."
    ),
    Reason.NEW_SOURCE: define(
        "hrv.light.new_source",
        "Your values now come from another device or app, so a new usual range began. You are within it so far.",
    ),
    Reason.TOO_FEW: define("hrv.light.too_few", "There are not enough good days yet to know your usual range."),
    Reason.NOTHING_NEW: define("hrv.light.nothing_new", "There has been no good value for over a week."),
    Reason.SAME_VALUES: define(
        "hrv.light.same_values", "The same value came many times in a row. Check the strap, then measure again."
    ),
    Reason.RHYTHM: define(
        "hrv.light.rhythm",
        "The rhythm could not be read clearly, so there is no light. Show it to a nurse or doctor when you can.",
    ),
}
"""Why a light is what it is, said to the person whose light it is."""

RULED_OUT: Final[Mapping[RuledOut, Text]] = {
    RuledOut.DATA_QUALITY: define("hrv.ruled_out.data_quality", "Only well-measured days were counted."),
    RuledOut.RHYTHM: define("hrv.ruled_out.rhythm", "The rhythm was regular on the days that count."),
    RuledOut.OTHER_KINDS: define("hrv.ruled_out.other_kinds", "Only measurements of one kind were compared."),
    RuledOut.MISSING_DAYS: define("hrv.ruled_out.missing_days", "Missing days were left out. They count for nothing."),
    RuledOut.TAGS: define("hrv.ruled_out.tags", "You have not noted anything about these days that explains it."),
}

REJECTED: Final = define("hrv.absent.rejected", "Not usable: only %(percent)s%% of it was measured clearly.")
ABSENT: Final[Mapping[Absence, Text]] = {
    Absence.NO_VARIATION: define(
        "hrv.absent.no_variation",
        "The time between heartbeats hardly varies, so there is no value. A pacemaker can cause that, and "
        "so can a device that smooths the signal.",
    ),
    Absence.SHORT_RUNS: define("hrv.absent.short_runs", "Too few heartbeats come in a row without a gap."),
    Absence.NO_HF_STRETCH: define(
        "hrv.absent.no_hf_stretch",
        "HF needs a minute of heartbeats without a gap that fills three quarters of the window.",
    ),
    Absence.NO_LF_STRETCH: define(
        "hrv.absent.no_lf_stretch",
        "LF needs two minutes of heartbeats without a gap that fill three quarters of the window.",
    ),
    Absence.NO_SPECTRUM: define(
        "hrv.absent.no_spectrum",
        "A peak needs a minute of heartbeats without a gap that fills three quarters of the window.",
    ),
    Absence.NO_BREATHING_PEAK: define("hrv.absent.no_breathing_peak", "No single breathing frequency stands out."),
}
NO_COMPLEXITY: Final[Mapping[NoComplexity, Text]] = {
    NoComplexity.FEW_BEATS: define(
        "hrv.complexity.few_beats", "Fewer than %(fewest)s clean heartbeats come in a row without a gap."
    ),
    NoComplexity.NO_VARIATION: define("hrv.complexity.no_variation", "The intervals hardly vary."),
}


def reason(code: Reason) -> Message:
    """Why a light shows what it shows."""
    return REASONS[code]()


def ruled_out(code: RuledOut) -> Message:
    """What does not explain a light."""
    return RULED_OUT[code]()


def absent(window: Window, name: str) -> Message:
    """Why this index of the window is absent; raises `KeyError` when it is there."""
    cause = window.why[name]
    if cause is Absence.REJECTED:
        return REJECTED(percent=round(100 * window.coverage))
    return ABSENT[cause]()


def no_complexity(cause: NoComplexity) -> Message:
    """Why there is no index of complexity."""
    return NO_COMPLEXITY[cause](fewest=FEWEST_BEATS) if cause is NoComplexity.FEW_BEATS else NO_COMPLEXITY[cause]()
