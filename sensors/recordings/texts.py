"""Texts about files of any format; a format defines its own texts in its module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hrv.beats import Impossible
from messages import Text, define, define_plural

if TYPE_CHECKING:
    from collections.abc import Mapping

# -- the file as a whole
SPREADSHEET: Final = define(
    "sensors.recordings.spreadsheet", "This is a spreadsheet. Save it as csv, and give that file."
)
DAMAGED_ZIP: Final = define(
    "sensors.recordings.damaged_zip", "This zip archive is damaged or was cut short. Download it again."
)
ZIP_TOO_FULL: Final = define(
    "sensors.recordings.zip_too_full",
    "This zip archive holds far more than the export of one person. Give the file with heart-rate variability in it.",
)
ZIP_LOCKED: Final = define(
    "sensors.recordings.zip_locked", "This zip archive is locked with a password. Unlock it, and give it again."
)
NOTHING_IN_ZIP: Final = define_plural(
    "sensors.recordings.nothing_in_zip",
    "This zip archive holds one file that could be read. It is not a recording of heartbeats in a "
    "known format. %(what_is_read)s",
    "This zip archive holds %(n)s files that could be read. None is a recording of heartbeats in a "
    "known format. %(what_is_read)s",
)
PARTS_NOT_READ: Final = define_plural(
    "sensors.recordings.parts_not_read",
    "One file in this zip archive was not read (%(names)s): %(why)s",
    "%(n)s files in this zip archive were not read (%(names)s): %(why)s",
)
NO_RECORDING: Final = define("sensors.recordings.no_recording", "No recording of heartbeats in a known format.")
PART_TOO_LARGE: Final = define(
    "sensors.recordings.part_too_large",
    "This file is too large to be read inside a zip archive. Unpack it, and give the file itself.",
)
DAMAGED_JSON: Final = define(
    "sensors.recordings.damaged_json", "This JSON file is damaged or was cut short. Export it again."
)
DAMAGED_XML: Final = define(
    "sensors.recordings.damaged_xml", "This XML file is damaged or was cut short. Export it again."
)
XML_ENTITIES: Final = define(
    "sensors.recordings.xml_entities",
    "This XML file declares entities, which no export does and which can fill a computer's memory. It was not read.",
)
CUT_TABLE: Final = define(
    "sensors.recordings.cut_table",
    "Line %(line)s, the last one, ends before the others do: this file was cut short. Export it again.",
)
OVERLAPPING: Final = define_plural(
    "sensors.recordings.overlapping",
    "One recording was left out because another one in the archive covers its time.",
    "%(n)s recordings were left out because others in the archive cover their time.",
)
UNDATED: Final = define_plural(
    "sensors.recordings.undated",
    "One recording was left out because neither it nor its name says when it began. Give it alone.",
    "%(n)s recordings were left out because neither they nor their names say when they began. Give each alone.",
)
MATLAB: Final = define(
    "sensors.recordings.matlab",
    "This is a Matlab file. Save the results as text or csv in Kubios, or export the RR intervals.",
)
PDF: Final = define(
    "sensors.recordings.pdf", "This is a PDF, made for reading. Export the RR intervals as text or csv instead."
)
PHOTO: Final = define(
    "sensors.recordings.photo", "This is a photo and not a recording of heartbeats. Choose the exported file."
)
PICTURE: Final = define(
    "sensors.recordings.picture", "This is a picture and not a recording of heartbeats. Choose the exported file."
)
WHAT_IS_READ: Final = define(
    "sensors.recordings.what_is_read",
    "Pulsro reads RR intervals as plain text in ms or s, and csv files with a column named rr. It "
    "reads files of HRV Logger, Polar, SelfLoops, Garmin, Suunto, Kubios, PhysioNet and its own. It "
    "reads daily values of HRV4Training, Elite HRV, Oura, WHOOP, Garmin, Fitbit, Apple Health, Health "
    "Connect, Polar and Samsung Health. Each can be packed in a zip.",
)
# Translators: %(what_is_read)s is the sentence that lists the formats.
UNKNOWN_FORMAT: Final = define(
    "sensors.recordings.unknown_format",
    "This is not a recording of heartbeats in a known format. %(what_is_read)s",
)
NOT_TEXT: Final = define(
    "sensors.recordings.not_text",
    "This is not a text file, so not a recording of heartbeats. %(what_is_read)s",
)
EMPTY: Final = define("sensors.recordings.empty", "This file is empty. Check that the export was complete.")
TOO_LARGE: Final = define(
    "sensors.recordings.too_large", "This file is far too large for a recording of heartbeats. Split it by days."
)
DAMAGED_GZIP: Final = define(
    "sensors.recordings.damaged_gzip", "This gzip file is damaged or was cut short. Copy it again."
)
NOT_OPENED: Final = define("sensors.recordings.not_opened", "%(path)s cannot be opened: %(why)s. Check the name.")
NO_BEATS: Final = define(
    "sensors.recordings.no_beats",
    "This file holds readings of days and no heartbeats. Take it in with pulsro import.",
)
FROM_NAME: Final = define(
    "sensors.recordings.from_name",
    "The file does not say when it began. Its name does, and %(stamp)s was taken from there.",
)

# -- rows
NO_NUMBER: Final = define(
    "sensors.recordings.no_number",
    "Line %(line)s holds '%(found)s' where a number should be. Export it again.",
)
NO_TIME: Final = define(
    "sensors.recordings.no_time", "Line %(line)s holds '%(found)s' where a time should be. Export it again."
)
NO_CELLS: Final = define(
    "sensors.recordings.no_cells",
    "Line %(line)s cannot be split into cells. Look for a quotation mark that is never closed.",
)

# -- beats
RUN_BACKWARDS: Final = define(
    "sensors.recordings.run_backwards",
    "The times of the beats in this file run backwards. Export the recording again.",
)
TOO_FEW: Final = define(
    "sensors.recordings.too_few",
    "There are fewer than two heartbeats in this file. Check that the export was complete.",
)
IMPOSSIBLE: Final[Mapping[Impossible, Text]] = {
    Impossible.EMPTY: TOO_FEW,
    Impossible.UNEQUAL: define(
        "sensors.recordings.impossible.unequal",
        "Beat number %(where)s lacks its moment, its interval, its segment or its flags. Export the recording again.",
    ),
    Impossible.NO_INTERVAL: define(
        "sensors.recordings.impossible.no_interval",
        "RR interval number %(where)s is not a number. Leave out beats that were not measured.",
    ),
    Impossible.NOT_ABOVE_ZERO: define(
        "sensors.recordings.impossible.not_above_zero",
        "RR interval number %(where)s is not above zero. Leave out beats that were not measured.",
    ),
    Impossible.SECONDS: define(
        "sensors.recordings.impossible.seconds",
        "RR intervals must be in milliseconds; these look like seconds (median %(where)s).",
    ),
    Impossible.TOO_LONG: define(
        "sensors.recordings.impossible.too_long",
        "RR intervals must be in milliseconds; these are too long for a heart (median %(where)s).",
    ),
    Impossible.NO_MOMENT: define(
        "sensors.recordings.impossible.no_moment",
        "The time of beat number %(where)s is not a number. Give each beat the moment of its R peak.",
    ),
    Impossible.FAR_AWAY: define(
        "sensors.recordings.impossible.far_away",
        "The time of beat number %(where)s is thousands of years away. Give seconds since 1970.",
    ),
    Impossible.OUT_OF_ORDER: define(
        "sensors.recordings.impossible.out_of_order",
        "The time of beat number %(where)s is not after the one before it. Sort the beats by time.",
    ),
}
"""What can be wrong with the beats of a file, as the science finds it."""

CONTRADICTION: Final = define(
    "sensors.recordings.contradiction", "This file holds something that cannot be. Export it again."
)

# -- clocks
TWICE: Final = define(
    "sensors.recordings.hour_twice",
    "The recording begins at %(stamp)s, an hour that came twice that night because the clock was put back. The first "
    "of the two was taken; give the beginning yourself if it was the second.",
)
NEVER: Final = define(
    "sensors.recordings.hour_left_out",
    "The recording begins at %(stamp)s, an hour that was left out that night because the clock was put forward. It was "
    "read as a clock that had not been put forward yet.",
)
