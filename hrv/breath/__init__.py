"""Breath, measured: from the acceleration of a chest.

Causal: each reading rests on what came before it. Also whether heart and breath keep step.
"""

from hrv.breath.acceleration import AccelerationBreath, from_acceleration
from hrv.breath.follower import BreathReading, BreathTrack
from hrv.breath.synchrony import InStep, StepLevel, in_step

__all__ = ["AccelerationBreath", "BreathReading", "BreathTrack", "InStep", "StepLevel", "from_acceleration", "in_step"]
