"""Texts about exports of wearables: why a value was left out, and what was taken to be so."""

from __future__ import annotations

from typing import Final

from messages import define, define_plural

# -- values that are no night
NO_VALUE: Final = define_plural(
    "sensors.wearables.no_value",
    "One day or night without a value was left out.",
    "%(n)s days or nights without a value were left out.",
)
NO_DAY: Final = define_plural(
    "sensors.wearables.no_day",
    "One value was left out because its day cannot be read.",
    "%(n)s values were left out because their days cannot be read.",
)
NO_RMSSD: Final = define_plural(
    "sensors.wearables.no_rmssd",
    "One value was left out because no RMSSD in ms can be like that.",
    "%(n)s values were left out because no RMSSD in ms can be like that.",
)
NAPS: Final = define_plural(
    "sensors.wearables.naps",
    "One nap or deleted sleep was left out.",
    "%(n)s naps or deleted sleeps were left out.",
)
SHORTER: Final = define_plural(
    "sensors.wearables.shorter",
    "One value was left out because its day has a longer sleep.",
    "%(n)s values were left out because their days have a longer sleep.",
)
ANOTHER: Final = define_plural(
    "sensors.wearables.another",
    "One value was left out because its day has one already.",
    "%(n)s values were left out because their days have one already.",
)
REPEATED: Final = define_plural(
    "sensors.wearables.repeated",
    "One value was left out because the export holds it twice.",
    "%(n)s values were left out because the export holds them more than once.",
)

# -- numbers that are no RMSSD of a night
SDNN: Final = define_plural(
    "sensors.wearables.sdnn",
    "One value of SDNN was left out: it measures something else than RMSSD.",
    "%(n)s values of SDNN were left out: they measure something else than RMSSD.",
)
SCORES: Final = define_plural(
    "sensors.wearables.scores",
    "One score was left out: it is no RMSSD.",
    "%(n)s scores were left out: they are no RMSSD.",
)
WEEKLY: Final = define_plural(
    "sensors.wearables.weekly",
    "One mean of a week was left out: it is no single night.",
    "%(n)s means of a week were left out: they are no single nights.",
)
BASELINES: Final = define_plural(
    "sensors.wearables.baselines",
    "One baseline was left out: it is no single night.",
    "%(n)s baselines were left out: they are no single nights.",
)
HIGHEST: Final = define_plural(
    "sensors.wearables.highest",
    "One highest value of five minutes was left out: it is no mean of a night.",
    "%(n)s highest values of five minutes were left out: they are no mean of a night.",
)
DEEP_SLEEP: Final = define_plural(
    "sensors.wearables.deep_sleep",
    "One value of deep sleep alone was left out: it is no mean of a night.",
    "%(n)s values of deep sleep alone were left out: they are no mean of a night.",
)
DETAILS: Final = define_plural(
    "sensors.wearables.details",
    "One value of a few minutes was left out: the export has values of whole nights.",
    "%(n)s values of a few minutes were left out: the export has values of whole nights.",
)
EMPTY_DETAILS: Final = define_plural(
    "sensors.wearables.empty_details",
    "One value of a few minutes was left out: it is empty.",
    "%(n)s values of a few minutes were left out: they are empty.",
)
OPTICAL_FILES: Final = define_plural(
    "sensors.wearables.optical_files",
    "One file of optical pulse intervals was left out: single ones are often wrong.",
    "%(n)s files of optical pulse intervals were left out: single ones are often wrong.",
)
FOREIGN: Final = define_plural(
    "sensors.wearables.foreign",
    "One value was left out because an Apple device measured it: it is no RMSSD.",
    "%(n)s values were left out because Apple devices measured them: they are no RMSSD.",
)

# -- an export without a night
NO_NIGHT: Final = define(
    "sensors.wearables.no_night",
    "This export of %(product)s holds no RMSSD of a night. Check that it was complete, and that it covers some nights.",
)
# Translators: %(left_out)s is a whole sentence that says what the export holds instead.
NO_NIGHT_BUT: Final = define(
    "sensors.wearables.no_night_but",
    "This export of %(product)s holds no RMSSD of a night that can be taken. %(left_out)s",
)

# -- what was taken to be so
MEANS_OF_MOMENTS: Final = define(
    "sensors.wearables.means_of_moments",
    "The file holds single moments. A night is the mean of those from 18:00 to 18:00, on the day of waking.",
)
