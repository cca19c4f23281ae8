"""Polar Flow and AccessLink: the nightly recharge of a watch, and its optical intervals, which are no beats.

The value is the mean RMSSD of four hours that begin half an hour after falling asleep. The baseline beside it is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from hrv.sources.source import Source
from messages import define
from sensors.recordings.formats import DocsLine, RecognisedBy, RecordingFormat
from sensors.recordings.recorded_beats import UnreadableRecordingError
from sensors.recordings.wearables import texts
from sensors.recordings.wearables.nights import Nights, day_in, dicts_in, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sensors.recordings.model import About, Found
    from sensors.recordings.parts import Part

FORMAT: Final = RecordingFormat(
    "polar-flow",
    define("sensors.format.polar_flow", "Polar Flow"),
    source=Source("polar"),
    docs=DocsLine(
        "Polar Flow, AccessLink",
        "zip of the account, `nightly_recovery_*.json`, JSON of AccessLink 3 and 4",
        "RMSSD of each night's recharge",
        "baselines, samples of five minutes, optical intervals (PPI)",
    ),
)
FORMATS: Final = (FORMAT,)
RECOGNISED_BY: Final = RecognisedBy.COLUMNS

IN_JSON: Final = re.compile(r'"(?:meanNightlyRecoveryRmssd|meanBaselineRmssd|heart_rate_variability_avg)"\s*:')
NIGHTLY: Final = re.compile(r'"nightlyRechargeResults"|"recharges"|"ansStatus"|"nightly_recharge_status"')
PPI: Final = re.compile(r'"(?:devicePpiSamplesList|ppiSamples)"\s*:')
VALUES: Final = ("meanNightlyRecoveryRmssd", "heart_rate_variability_avg")
DAYS: Final = ("night", "sleepResultDate", "date")

OPTICAL: Final = define(
    "sensors.polar_flow.optical",
    "This file holds pulse intervals of an optical sensor. Single ones are often wrong, so they are not taken for "
    "heartbeats. The zip of your account has the RMSSD of each night.",
)


def recognises_part(part: Part) -> bool:
    """Whether it is JSON of nights, or of optical intervals."""
    if not part.is_json:
        return False
    text = part.head_text()
    return bool(IN_JSON.search(text) or PPI.search(text) or (NIGHTLY.search(text) and '"date"' in text))


def read_parts(parts: Sequence[Part], _: About) -> Found:
    """The value of each night."""
    optical = [part for part in parts if PPI.search(part.head_text())]
    if len(optical) == len(parts):
        raise UnreadableRecordingError(OPTICAL())
    nights = Nights()
    nights.leave_out(texts.OPTICAL_FILES, len(optical))
    for part in parts:
        if part not in optical:
            for item in dicts_in(part.json()):
                _add(nights, item)
    return nights.found(FORMAT)


def _add(nights: Nights, item: Mapping[str, Any]) -> None:
    days = [day for name in DAYS if (day := day_in(item.get(name))) is not None]
    if not days:
        return
    name = next((name for name in VALUES if name in item), None)
    nights.add(days[0], item[name] if name else None)
    if number(item.get("meanBaselineRmssd")) is not None:
        nights.leave_out(texts.BASELINES)
    samples = item.get("hrv_samples")
    if isinstance(samples, dict):
        nights.leave_out(texts.DETAILS, len(samples))
