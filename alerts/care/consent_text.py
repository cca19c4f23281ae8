"""What a person reads when agreeing to something, and the proof of exactly which words those were."""

from __future__ import annotations

from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from messages import define, sentence
from messages.rendering import SOURCE_READER
from store.models import ConsentText, Purpose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from messages import Reader, Text

VERSION: Final = "2026-11.2"
"""Changes whenever a sentence below changes its meaning."""

CONSENT: Final[Mapping[Purpose, Text]] = MappingProxyType(
    {
        Purpose.STORE: define(
            "consent.store",
            "Pulsro may store my heartbeats and work out my heart-rate variability from them, for me. What I "
            "note about a day, such as a cold or poor sleep, helps to explain it. How I rate my days is never "
            "used for that. Nobody else sees any of it unless I share it. I can stop at any time.",
        ),
        Purpose.CASE: define(
            "consent.case",
            "The nurse I chose may see that I would like to talk. Until the conversation ends, the nurse may "
            "also see what we write down together. I can stop at any time, and I don't have to give a reason. "
            "Nobody at my workplace is told.",
        ),
        Purpose.TREND: define(
            "consent.trend",
            "The nurse I chose may see my light and my daily values until the day I chose. The nurse sees my "
            "own ratings, or what I noted about my days, only if I ticked that too. I can see each time the "
            "nurse looks. I can stop at any time, and I don't have to give a reason. Nobody at my workplace "
            "is told.",
        ),
        Purpose.WRITTEN: define(
            "consent.written",
            "The nurse I chose may see this one thing that I wrote, as it is now and as I change it, until the day I "
            "chose. Nothing else that I write is shown. I can see each time that happens. I can stop at any time and "
            "need not say why. Nobody at my workplace is told.",
        ),
    }
)


def agreed(purpose: Purpose, *, reader: Reader = SOURCE_READER) -> ConsentText:
    """The proof of what this reader read for this purpose: version, SHA-256 of the words as shown, language."""
    shown = sentence(CONSENT[purpose](), reader)
    return ConsentText(version=VERSION, digest=sha256(shown.encode()).hexdigest(), language=reader.language)
