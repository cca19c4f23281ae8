"""What the pages show: plain values, made by pure functions. Words are marked here and translated in templates."""

from __future__ import annotations
