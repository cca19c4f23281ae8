"""The science: beats in; windows, indices, usual ranges and lights out. Pure: no input or output, no clock.

Its public names are loaded when they are asked for: a command that only needs the kinds of recordings starts without
numpy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hrv.beats import BeatFlag, BeatSeries
    from hrv.cleaning.artifacts import ArtifactKind, Artifacts, find_artifacts
    from hrv.cleaning.quality import Quality
    from hrv.cleaning.regularity import Rhythm
    from hrv.engines.analysis import analyse
    from hrv.engines.vectorised import analyse_in_bulk
    from hrv.light.daily_value import DailyValue, Kind, daily_value
    from hrv.light.evaluation import PersonDays, evaluate, evaluate_all
    from hrv.light.light import Colour, HeartRateArm, Light, Reason, RuledOut, TagShare
    from hrv.light.prior import ANYBODY, AgeBand, Prior, Sex, prior_for
    from hrv.light.tag_effects import TagEffect, tag_effects
    from hrv.light.usual_range import Place, UsualRange, usual_range, usual_ranges
    from hrv.live.indices import LiveIndices, LiveReading
    from hrv.sources.source import Offset, Source, SourceChange
    from hrv.tags import Tag
    from hrv.windows.next_reading import Between, NextReading, next_reading, next_readings
    from hrv.windows.parasympathetic import ParasympatheticView, parasympathetic_view
    from hrv.windows.window import Window

_HOMES: Final = {
    "ANYBODY": "hrv.light.prior",
    "AgeBand": "hrv.light.prior",
    "ArtifactKind": "hrv.cleaning.artifacts",
    "Artifacts": "hrv.cleaning.artifacts",
    "BeatFlag": "hrv.beats",
    "BeatSeries": "hrv.beats",
    "Between": "hrv.windows.next_reading",
    "Colour": "hrv.light.light",
    "DailyValue": "hrv.light.daily_value",
    "HeartRateArm": "hrv.light.light",
    "Kind": "hrv.light.daily_value",
    "Light": "hrv.light.light",
    "LiveIndices": "hrv.live.indices",
    "LiveReading": "hrv.live.indices",
    "NextReading": "hrv.windows.next_reading",
    "Offset": "hrv.sources.source",
    "ParasympatheticView": "hrv.windows.parasympathetic",
    "PersonDays": "hrv.light.evaluation",
    "Place": "hrv.light.usual_range",
    "Prior": "hrv.light.prior",
    "Quality": "hrv.cleaning.quality",
    "Reason": "hrv.light.light",
    "Rhythm": "hrv.cleaning.regularity",
    "RuledOut": "hrv.light.light",
    "Sex": "hrv.light.prior",
    "Source": "hrv.sources.source",
    "SourceChange": "hrv.sources.source",
    "Tag": "hrv.tags",
    "TagEffect": "hrv.light.tag_effects",
    "TagShare": "hrv.light.light",
    "UsualRange": "hrv.light.usual_range",
    "Window": "hrv.windows.window",
    "analyse": "hrv.engines.analysis",
    "analyse_in_bulk": "hrv.engines.vectorised",
    "daily_value": "hrv.light.daily_value",
    "evaluate": "hrv.light.evaluation",
    "evaluate_all": "hrv.light.evaluation",
    "find_artifacts": "hrv.cleaning.artifacts",
    "next_reading": "hrv.windows.next_reading",
    "next_readings": "hrv.windows.next_reading",
    "parasympathetic_view": "hrv.windows.parasympathetic",
    "prior_for": "hrv.light.prior",
    "tag_effects": "hrv.light.tag_effects",
    "usual_range": "hrv.light.usual_range",
    "usual_ranges": "hrv.light.usual_range",
}


def __getattr__(name: str) -> object:
    """A public name, from the module that it is at home in; from then on it is here."""
    if name not in _HOMES:
        raise AttributeError(f"module 'hrv' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return found


__all__ = [
    "ANYBODY",
    "AgeBand",
    "ArtifactKind",
    "Artifacts",
    "BeatFlag",
    "BeatSeries",
    "Between",
    "Colour",
    "DailyValue",
    "HeartRateArm",
    "Kind",
    "Light",
    "LiveIndices",
    "LiveReading",
    "NextReading",
    "Offset",
    "ParasympatheticView",
    "PersonDays",
    "Place",
    "Prior",
    "Quality",
    "Reason",
    "Rhythm",
    "RuledOut",
    "Sex",
    "Source",
    "SourceChange",
    "Tag",
    "TagEffect",
    "TagShare",
    "UsualRange",
    "Window",
    "analyse",
    "analyse_in_bulk",
    "daily_value",
    "evaluate",
    "evaluate_all",
    "find_artifacts",
    "next_reading",
    "next_readings",
    "parasympathetic_view",
    "prior_for",
    "tag_effects",
    "usual_range",
    "usual_ranges",
]
