"""The science: beats in; windows, indices, usual ranges and lights out. Pure: no input or output, no clock."""

from hrv.analysis import analyse
from hrv.artifacts import ArtifactKind, Artifacts, find_artifacts
from hrv.beats import BeatFlag, BeatSeries
from hrv.bulk import analyse_in_bulk
from hrv.daily import DailyValue, Kind, daily_value
from hrv.evaluation import Case, evaluate, evaluate_all
from hrv.indices import Window
from hrv.learned import TagEffect, tag_effects
from hrv.light import Colour, HeartRateArm, Light, Reason, RuledOut, TagShare
from hrv.live import LiveIndices, LiveReading
from hrv.parasympathetic import ParasympatheticView, parasympathetic_view
from hrv.prior import ANYBODY, AgeBand, Prior, Sex, prior_for
from hrv.quality import Quality
from hrv.rhythm import Rhythm
from hrv.tags import Tag
from hrv.usual_range import Place, UsualRange, usual_range, usual_ranges

__all__ = [
    "ANYBODY",
    "AgeBand",
    "ArtifactKind",
    "Artifacts",
    "BeatFlag",
    "BeatSeries",
    "Case",
    "Colour",
    "DailyValue",
    "HeartRateArm",
    "Kind",
    "Light",
    "LiveIndices",
    "LiveReading",
    "ParasympatheticView",
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
    "parasympathetic_view",
    "prior_for",
    "tag_effects",
    "usual_range",
    "usual_ranges",
]
