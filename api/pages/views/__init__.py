"""What the pages show: plain values made from the record's values by pure functions. Words are marked here, translated in templates."""

from __future__ import annotations
