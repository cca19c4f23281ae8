"""Texts about windows and lights: columns of `pulsro analyse`, words for grades, rhythms and colours.

Apart from the other texts, because these need the science, which takes a moment to load.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hrv import Colour, Quality, Rhythm
from messages import Text, define, define_plural

if TYPE_CHECKING:
    from collections.abc import Mapping

BEATS: Final = define_plural("cli.analyse.beats", "%(n)s beat", "%(n)s beats")
RECORDING: Final = define(
    "cli.analyse.recording", "%(file)s: %(format)s, %(began)s, %(hours)s h, %(beats)s in %(stretches)s."
)
WINDOWS: Final = define("cli.analyse.windows", "Windows: %(grades)s.")
GRADE: Final = define("cli.analyse.grade", "%(n)s %(grade)s")
TOO_SHORT: Final = define("cli.analyse.too_short", "It is too short for a window of this length.")
# Translators: "90 %%" and "next" are the names of columns.
OF_INTERVALS: Final = define(
    "cli.analyse.of_intervals",
    "90 %%: how well the RMSSD of this window is known. next: where nine in ten of the windows after it will lie, from "
    "the windows up to this one; a difference between two windows says more than the usual wandering only beyond that.",
)
LF_HF: Final = define(
    "cli.analyse.lf_hf",
    "LF and HF: NeuroKit2's Welch (quadratic spline at 100 Hz, Hann window of half the length, no detrending but the "
    "mean), divided by the spline's own response at the mean beat rate, ms2.",
)
NO_STRUCTURE: Final = define("cli.analyse.no_structure", "DFA alpha 1 and sample entropy: none. %(why)s")
STRUCTURE: Final = define_plural(
    "cli.analyse.structure",
    "DFA alpha 1 %(alpha)s and sample entropy %(entropy)s, of the longest unbroken run of one beat.",
    "DFA alpha 1 %(alpha)s and sample entropy %(entropy)s, of the longest unbroken run of %(n)s beats.",
)
Z_VALUES: Final = define(
    "cli.analyse.z_values",
    "z: standard deviations from the mean of resting adults (Nunan 2010), each by itself; the spread of the SD1 share "
    "is derived from theirs with an assumed correlation.",
)
QUALITY: Final[Mapping[Quality, Text]] = {
    Quality.GOOD: define("cli.quality.good", "good"),
    Quality.FAIR: define("cli.quality.fair", "fair"),
    Quality.POOR: define("cli.quality.poor", "poor"),
    Quality.REJECTED: define("cli.quality.rejected", "rejected"),
}
RHYTHM: Final[Mapping[Rhythm, Text]] = {
    Rhythm.REGULAR: define("cli.rhythm.regular", "regular"),
    Rhythm.UNCLEAR: define("cli.rhythm.unclear", "unclear"),
}
OF_QUALITY: Final = define("cli.column.quality", "quality")
N_BEATS: Final = define("cli.column.beats", "beats")
HR: Final = define("cli.column.hr", "HR")
RMSSD: Final = define("cli.column.rmssd", "RMSSD")
SDNN: Final = define("cli.column.sdnn", "SDNN")
PNN50: Final = define("cli.column.pnn50", "pNN50")
LF: Final = define("cli.column.lf", "LF")
HF: Final = define("cli.column.hf", "HF")
# Translators: breaths a minute.
BREATHING: Final = define("cli.column.breathing", "br/min")
OF_RHYTHM: Final = define("cli.column.rhythm", "rhythm")
NEXT: Final = define("cli.column.next", "next")
MASKED: Final = define("cli.column.masked", "masked")
COVERAGE: Final = define("cli.column.coverage", "coverage")
HOLE: Final = define("cli.column.hole", "hole")
MEAN_RR: Final = define("cli.column.mean_rr", "mean RR")
LN_RMSSD: Final = define("cli.column.ln_rmssd", "ln RMSSD")
PNN20: Final = define("cli.column.pnn20", "pNN20")
SD1: Final = define("cli.column.sd1", "SD1")
SD2: Final = define("cli.column.sd2", "SD2")
RSA: Final = define("cli.column.rsa", "RSA")
Z_RR: Final = define("cli.column.z_rr", "z of RR")
Z_RMSSD: Final = define("cli.column.z_rmssd", "z of RMSSD")
Z_SD1_SHARE: Final = define("cli.column.z_sd1_share", "z of SD1 share")


COLOURS: Final[Mapping[Colour, Text]] = {
    Colour.GREY: define("cli.colour.grey", "grey"),
    Colour.GREEN: define("cli.colour.green", "green"),
    Colour.YELLOW: define("cli.colour.yellow", "yellow"),
    Colour.RED: define("cli.colour.red", "red"),
}
