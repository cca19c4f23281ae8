"""The old stored form, in which English sentences stood for codes: read for one version more.

`pulsro migrate` re-seals what is stored in the new form; until then, and in backups, both are found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

REASONS: Final[Mapping[str, str]] = {
    "Your heart-rate variability is within your own usual range.": "within",
    "Your heart-rate variability has been below your own usual range for some days.": "below",
    "Your heart-rate variability has been clearly below your own usual range for some time.": "clearly_below",
    "Your heart-rate variability has been back in your own usual range for some days.": "recovered",
    "Your heart-rate variability has stayed at a new level for twelve weeks. That is now your usual range.": "moved",
    "You noted a lasting change, so a new usual range began. It needs five good days.": "new_range",
    "There are not enough good days yet to know your usual range.": "too_few",
    "There has been no good value for more than a week.": "nothing_new",
    "The same value came many times in a row. Check the strap, then measure again.": "same_values",
    "The rhythm could not be read clearly, so there is no light. Show it to a nurse or doctor when you can.": "rhythm",
}
RULED_OUT: Final[Mapping[str, str]] = {
    "Only well measured days were counted.": "data_quality",
    "The rhythm was regular on the days that count.": "rhythm",
    "Only measurements of one kind were compared.": "other_kinds",
    "Missing days were left out; they count for nothing.": "missing_days",
    "What you noted about these days does not explain it.": "tags",
}
ABSENT: Final[Mapping[str, str]] = {
    "The intervals do not vary at all.": "no_variation",
    "Too few beats follow one another without a hole.": "short_runs",
    "HF needs a minute of beats without a hole that fills three quarters of the window.": "no_hf_stretch",
    "LF needs two minutes of beats without a hole that fill three quarters of the window.": "no_lf_stretch",
    "A peak needs a spectrum: a minute of beats without a hole that fills three quarters of the window.": "no_spectrum",
    "No single breathing frequency stands out.": "no_breathing_peak",
}
REJECTED: Final = "The window is rejected: only "


def light_in_codes(stored: Mapping[str, Any]) -> dict[str, Any]:
    """A stored light with codes where sentences may stand; one that has codes already comes back unchanged."""
    if not {"reason", "ruled_out"} <= stored.keys():
        return dict(stored)  # its reader says what is missing
    ruled_out = [RULED_OUT.get(each, each) for each in stored["ruled_out"]]
    return {**stored, "reason": REASONS.get(stored["reason"], stored["reason"]), "ruled_out": ruled_out}


def window_in_codes(stored: Mapping[str, Any]) -> dict[str, Any]:
    """A stored window with codes where sentences may stand; one that has codes already comes back unchanged."""
    why = {name: _absence(cause) for name, cause in stored.get("why", {}).items()}
    if why and set(why.values()) == {"rejected"}:
        why = {"*": "rejected"}
    return {**stored, "why": why} if "why" in stored else dict(stored)


def _absence(cause: str) -> str:
    return "rejected" if cause.startswith(REJECTED) else ABSENT.get(cause, cause)
