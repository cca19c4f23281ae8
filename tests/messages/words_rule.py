"""What we never call things, by its stems in each language, and where a stem may stand all the same."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

STEMS: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "stress": (r"stress(?!ed\s+tests)\w*", r"stress\w*", r"stress\w*"),
        "burnout": (r"burn-?out", r"udbrænd\w*", r"utbren\w*"),
        "mood": (r"mood", r"humør\w*|sindstilstand\w*", r"humør\w*|sinnsstemning\w*"),
        "emotion": (r"emotions?", r"emotion\w*|følelse\w*", r"emosjon\w*|følelse\w*"),
        "anxiety": (r"anxiety", r"angst\w*|ængstelig\w*", r"angst\w*|engstelig\w*"),
        "mental health": (r"mental\ health", r"mental\w*\ sundhed\w*|psykisk\w*", r"mental\w*\ helse\w*|psykisk\w*"),
        "fatigue score": (r"fatigue\ score", r"træthedsscore\w*", r"tretthetsskår\w*"),
        "risk": (r"risks?", r"risiko\w*|risici", r"risiko\w*"),
        "detect": (r"detect(?:s|ed|ion|ions)?", r"detekter\w*|afslør\w*", r"detekter\w*|avslør\w*"),
        "predict": (
            r"predict(?:s|ed|ion|ions|ive)?",
            r"forudsig\w*|forudse\w*|prognose\w*",
            r"forutsi\w*|forutse\w*|spår|prognose\w*",
        ),
        "diagnosis": (r"diagnos(?:e|es|ed|is|tic)", r"diagno\w*", r"diagno\w*"),
        "patient": (r"patients?", r"patient\w*", r"pasient\w*"),
        "treatment": (r"treatments?", r"behandl\w*", r"behandl\w*"),
        "symptom": (r"symptoms?", r"symptom\w*", r"symptom\w*"),
        "performance": (r"performance", r"præstation\w*|præster\w*", r"prestasjon\w*|prester\w*"),
        "productivity": (r"productivity", r"produktivitet\w*", r"produktivitet\w*"),
        "wellness score": (r"wellness\ score", r"trivselsscore\w*|velvære\w*", r"trivselsskår\w*|velvære\w*"),
    }
)  # fmt: skip
"""What the test looks for: in English, Danish and Norwegian."""

PLACE_IN: Final[Mapping[str, int]] = MappingProxyType({"en": 0, "da": 1, "nb": 2})

DEMANDS: Final = "emotional demands are a factor that the Working Environment Act names"
FACTOR: Final = "predictability is one of the six factors, and tells nothing of a person's future"
TRIGGER: Final = "the note on what set somebody off tells the problem from the feeling"
ALLOWED: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "Demands on my feelings in work with people": {"følelsesmæssige": DEMANDS, "emosjonelle": DEMANDS},
        "Predictability: knowing what comes": {"forudsigelighed": FACTOR, "forutsigbarhet": FACTOR},
        "Leave the feeling aside for a moment: what was the practical problem?": {"følelsen": TRIGGER},
    }
)
"""By the English text, the words that may stand in its translation, and why."""


def rule(language: str) -> re.Pattern[str]:
    """Every stem of a language."""
    return re.compile(
        rf"\b(?:{'|'.join(stems[PLACE_IN[language]] for stems in STEMS.values())})\b", re.IGNORECASE | re.VERBOSE
    )


def found(text: str, language: str, english: str = "") -> list[str]:
    """The words of a text that break the rule, unless they are allowed there."""
    hits = {hit.group(0).lower() for hit in rule(language).finditer(text)}
    return sorted(hits - ALLOWED.get(english, {}).keys())
