"""What a recording is for: said by the strap's sender, kept by the record, told apart by the light."""

from __future__ import annotations

from enum import StrEnum


class RecordingKind(StrEnum):
    """The kinds of recordings; `Kind`, of daily values, has one more for what another program computed."""

    CHECK = "check"
    """A guided reading, seated."""
    WORKDAY = "workday"
    """Hours of a day; only its calm stretches count."""
    BREATHING = "breathing"
    """Slow breathing, paced or free, inflates variability: it says nothing about the usual range."""
    IMPORT = "import"
    """From a file."""
