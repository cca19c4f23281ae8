"""Texts of the decision on a text file: questions, assumptions, and what speaks against every reading."""

from __future__ import annotations

from typing import Final

from messages import define, define_plural

# -- refusals
UNKNOWN_TABLE: Final = define(
    "sensors.decision.unknown_table",
    "This is not a recording of heartbeats in a known format. Its columns are %(columns)s, its first row is "
    "%(first_row)s, and none is named as RR intervals or RMSSD. If one of them holds RR intervals, say which.",
)
NEITHER: Final = define(
    "sensors.rr_text.neither",
    "The numbers in this file are RR intervals neither in milliseconds nor in seconds. Export RR intervals instead.",
)
OPTICAL: Final = define(
    "sensors.decision.optical",
    "The column %(column)s holds pulse intervals of an optical sensor. Single ones are often wrong, so they are not "
    "taken for heartbeats. Wear a chest strap for those.",
)
NOT_AN_INTERVAL: Final = define(
    "sensors.rr_text.not_an_interval",
    "Line %(line)s holds '%(found)s' where an RR interval should be. Remove it first.",
)
NOT_A_NUMBER: Final = define(
    "sensors.decision.not_a_number",
    "RR interval number %(number)s is '%(found)s', which is not a number. Export the recording again.",
)
NOT_A_TIME: Final = define(
    "sensors.decision.not_a_time",
    "Time number %(number)s is '%(found)s', which is not a time. Export the recording again.",
)
NO_SUCH_COLUMN: Final = define(
    "sensors.decision.no_such_column",
    "No column that is called %(column)s holds the intervals of a heart. The columns are: %(columns)s.",
)
NO_SUCH_UNIT: Final = define(
    "sensors.decision.no_such_unit",
    "%(unit)s is no unit of RR intervals. Give ms, s, 1/1024, or samples a second as 250/s.",
)
# Translators: each of %(ways)s is a separator and the first rows as they are read with it.
UNDECIDED: Final = define(
    "sensors.decision.undecided",
    "This file can be split into cells in several ways, and gives different intervals: %(ways)s. Export it with "
    "semicolons between the columns.",
)
TWICE: Final = define(
    "sensors.decision.twice",
    "The RR intervals in column %(column)s last %(ratio)s times as long as the time between their stamps: "
    "everything is in the file twice, but not in equal rows. Export the recording again, only once.",
)
TOO_MUCH: Final = define(
    "sensors.decision.too_much",
    "The RR intervals in column %(column)s last %(ratio)s times as long as the time between their stamps (over "
    "%(minutes)s min), so one of the two is wrong. Say which column holds the intervals, and in which unit.",
)

LASTS_LONGER: Final = define(
    "sensors.decision.lasts_longer",
    "The RR intervals in this file last %(ratio)s times as long as the time between their stamps (%(minutes)s min of "
    "them), so something stands there more than once. Export the recording again.",
)

# -- questions
WHICH_UNIT: Final = define(
    "sensors.decision.which_unit",
    "The file doesn't show the unit of its intervals, whose median is %(median)s. Which unit is right?",
)
WHICH_SAMPLES: Final = define(
    "sensors.decision.which_samples",
    "The numbers in this file are RR intervals neither in milliseconds nor in seconds; their median is "
    "%(median)s. If they count samples, say how many there are a second. If they are heart rates, export RR intervals "
    "instead.",
)
WHICH_DECIMAL: Final = define(
    "sensors.decision.which_decimal",
    "The file can be read with decimal commas or with decimal points, and gives different intervals. Which is right?",
)
WHICH_DATES: Final = define(
    "sensors.decision.which_dates",
    "The dates in this file can be read in two ways. Which one is right?",
)
WHICH_COLUMN: Final = define(
    "sensors.decision.which_column",
    "Several columns of this file could hold the intervals: %(columns)s. Which one does?",
)

# -- assumptions
ASSUMED_MS: Final = define(
    "sensors.decision.assumed_ms",
    "Nothing in the file shows the unit of its intervals. They were taken as ms, which makes a heart rate of "
    "%(bpm)s a minute. If that is not so, say the unit.",
)
ASSUMED_COLUMN: Final = define(
    "sensors.decision.assumed_column",
    "No column is named as RR intervals. %(column)s was taken, because its numbers are those of a heart. If that "
    "is not so, say which column it is.",
)
ASSUMED_MOMENTS: Final = define(
    "sensors.decision.assumed_moments",
    "The numbers only grow, so they were taken as the moments of beats in %(unit)s. The intervals are "
    "their differences.",
)

# -- corrections and remarks
TICKS: Final = define(
    "sensors.decision.ticks",
    "The intervals last %(ratio)s times as long as the time between their stamps (95 %% interval %(low)s to "
    "%(high)s), so they count 1/1024 s and not ms. They were read as such.",
)
AGREES: Final = define(
    "sensors.decision.agrees",
    "The intervals add up to the time that passed between their stamps (ratio %(ratio)s), so their unit is right.",
)
ROUGHLY: Final = define(
    "sensors.decision.roughly",
    "The intervals add up to about the time that passed between their stamps (ratio %(ratio)s). The stamps are too "
    "coarse to show the unit.",
)
SHORTER: Final = define(
    "sensors.decision.shorter",
    "The intervals last only %(ratio)s times as long as the time between their stamps, so beats are missing.",
)
TOO_SHORT: Final = define(
    "sensors.decision.too_short",
    "No stretch is long enough (2 min without a hole) to hold the intervals against the stamps beside them.",
)
GAPS: Final = define(
    "sensors.decision.gaps",
    "Beats are missing: the intervals cover %(percent)s %% of the time. Unbroken stretches: %(n)s.",
)
COARSE_STAMPS: Final = define(
    "sensors.decision.coarse_stamps",
    "The stamps are too coarse to place single beats. Only the beginning was taken from them.",
)

# -- left out
REPEATED_ROWS: Final = define(
    "sensors.decision.repeated_rows", "Rows left out because they repeat others in stamp and interval: %(n)s."
)
REPEATED_INTERVALS: Final = define(
    "sensors.decision.repeated_intervals",
    "The same intervals stand in the file more than once, in the same order. They were read once, and left out: %(n)s.",
)
REPEATED_HEADER: Final = define(
    "sensors.decision.repeated_header", "Lines left out because they repeat the header: %(n)s. Lines: %(lines)s."
)
RAGGED: Final = define(
    "sensors.decision.ragged", "Lines left out because they have another number of cells: %(n)s. Lines: %(lines)s."
)
NO_INTERVAL: Final = define("sensors.decision.no_interval", "Rows without an interval: %(n)s.")
NO_BEAT: Final = define(
    "sensors.decision.no_beat",
    "Numbers left out because no heart makes such an interval (under 0.1 s or over 10 s): %(n)s. Lines: %(lines)s.",
)
NO_BEATS: Final = define_plural(
    "sensors.decision.no_beats",
    "One interval was left out because no heart makes it (under 0.1 s or over 10 s).",
    "%(n)s intervals were left out because no heart makes them (under 0.1 s or over 10 s).",
)
FILL: Final = define("sensors.decision.fill", "Numbers 65535 left out, which only fill empty places: %(n)s.")
OFFSET: Final = define(
    "sensors.decision.offset",
    "The first number, %(seconds)s s, was taken as the time before the first beat and not as an interval: %(n)s.",
)
ZEROS: Final = define(
    "sensors.decision.zeros",
    "The file ends in zero bytes, as when a device dies while it writes: %(n)s. What stands before them was read.",
)
