"""The science: beats in; windows, indices, usual ranges and lights out. Pure: no input or output, no clock."""

from hrv.analysis import analyse
from hrv.artifacts import ArtifactKind, Artifacts, find_artifacts
from hrv.beats import BeatFlag, BeatSeries
from hrv.daily import DailyValue, Kind, daily_value
from hrv.indices import Window
from hrv.light import POLICY, Colour, Light, Policy, Reason, RuledOut, evaluate
from hrv.live import LiveIndices, LiveReading
from hrv.quality import Quality
from hrv.rhythm import Rhythm
from hrv.usual_range import Place, UsualRange, usual_range

__all__ = [
    "POLICY",
    "ArtifactKind",
    "Artifacts",
    "BeatFlag",
    "BeatSeries",
    "Colour",
    "DailyValue",
    "Kind",
    "Light",
    "LiveIndices",
    "LiveReading",
    "Place",
    "Policy",
    "Quality",
    "Reason",
    "Rhythm",
    "RuledOut",
    "UsualRange",
    "Window",
    "analyse",
    "daily_value",
    "evaluate",
    "find_artifacts",
    "usual_range",
]
