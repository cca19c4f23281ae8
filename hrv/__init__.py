"""The science: beats in; windows, indices, usual ranges and lights out. Pure: no input or output, no clock."""

from hrv.analysis import analyse
from hrv.artifacts import ArtifactKind, Artifacts, find_artifacts
from hrv.beats import BeatFlag, BeatSeries
from hrv.indices import Window
from hrv.quality import Quality
from hrv.rhythm import Rhythm

__all__ = [
    "ArtifactKind",
    "Artifacts",
    "BeatFlag",
    "BeatSeries",
    "Quality",
    "Rhythm",
    "Window",
    "analyse",
    "find_artifacts",
]
