"""What a run of a strap is for."""

from __future__ import annotations

from enum import StrEnum


class RecordingKind(StrEnum):
    """The kinds of recordings, in the words of the ingest door."""

    WORKDAY = "workday"
    """Hours of a day; only its calm stretches count."""
    CHECK = "check"
    """A guided reading, seated."""
    BREATHING = "breathing"
    """Breathing exercise, paced or free; it says nothing about the usual range."""
    IMPORT = "import"
    """From a file."""
