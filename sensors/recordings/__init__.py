"""Recordings in files: beats and daily values, whatever program wrote them."""

from sensors.recordings.registry import read, understand

__all__ = ["read", "understand"]
