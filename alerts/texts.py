"""The mark on every sentence a person may read."""

from __future__ import annotations

from sensors.texts import N_

__all__ = ["N_"]
