"""The science: beats in; windows, indices, usual ranges and lights out. Pure: no input or output, no clock."""

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
from hrv.tags import Tag
from hrv.windows.next_reading import Between, NextReading, next_reading, next_readings
from hrv.windows.parasympathetic import ParasympatheticView, parasympathetic_view
from hrv.windows.window import Window

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
    "ParasympatheticView",
    "PersonDays",
    "Place",
    "Prior",
    "Quality",
    "Reason",
    "Rhythm",
    "RuledOut",
    "Sex",
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
