"""The languages: gettext catalogues, read straight from their .po files.

English is the language of the source. Another language is a folder here, `locale/da/LC_MESSAGES/pulsro.po`; `make
messages` extracts every text and updates the catalogues. `PSEUDO` is a language for tests: each message comes out in
brackets, so that a text without a mark, or a sentence glued from pieces, is seen.
"""

from __future__ import annotations

import gettext
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from babel.messages import Catalog

DOMAIN: Final = "pulsro"
SOURCE_LANGUAGE: Final = "en"
FOLDER: Final = Path(__file__).parent / "locale"
OTHER_NAMES: Final = {"no": "nb", "nn": "nb"}
"""Languages by another name, and one whose readers know its sister better than English."""

PSEUDO: Final = "qps"
"""The pseudo-locale: `[!! … !!]` around each message. It is never offered to a reader."""


@lru_cache
def languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """Every language that there is a catalogue for, English first."""
    found = sorted(path.parent.parent.name for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return (SOURCE_LANGUAGE, *found)


def path_of(language: str, folder: Path = FOLDER) -> Path:
    """Where the catalogue of a language is stored."""
    return folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def stored(language: str, folder: Path = FOLDER) -> Catalog:
    """The catalogue of a language as it is stored."""
    with path_of(language, folder).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


@lru_cache
def translations(language: str, folder: Path = FOLDER) -> gettext.NullTranslations:
    """The catalogue of a language; English, and any language without a catalogue, is what the source says."""
    if language == PSEUDO:
        return Bracketed()
    if language not in languages(folder)[1:]:
        return gettext.NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, stored(language, folder))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


READ_BY_A_NURSE: Final[frozenset[str]] = frozenset()
"""Translations that a nurse who grew up with the language has read and found right."""


def unread(spoken: Iterable[str]) -> tuple[str, ...]:
    """Of the languages that are spoken, the translations that no native nurse has read yet."""
    return tuple(code for code in spoken if code in languages()[1:] and code not in READ_BY_A_NURSE)


def review_sheet(language: str) -> tuple[tuple[str, str], ...]:
    """Each English text beside its translation, forms by number each in a line of their own."""
    found = [message for message in stored(language) if message.id]
    pairs = [zip(forms(message.id), forms(message.string), strict=True) for message in found]
    return tuple(pair for each in pairs for pair in each)


def forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """A text, or both of its forms by number."""
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def plain_code(tag: str) -> str:
    """The language of a tag such as `da-DK` or `nb_NO.UTF-8`, by the name that its catalogue has here."""
    code = tag.strip().replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return OTHER_NAMES.get(code, code)


def babel_locale(language: str) -> str:
    """The name by which Babel knows how a language writes dates and numbers."""
    return SOURCE_LANGUAGE if language == PSEUDO else language


@lru_cache
def own_name(language: str) -> str:
    """What a language calls itself."""
    return Locale.parse(babel_locale(language), sep="-").get_language_name() or language


class Bracketed(gettext.NullTranslations):
    """The pseudo-locale's catalogue."""

    def gettext(self, message: str) -> str:
        """The English text in brackets."""
        return f"[!! {message} !!]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The English form that fits, in brackets; a number that was written out already chooses none."""
        if not isinstance(n, int):
            raise TypeError(f"'{msgid2}' chooses its form by {n!r}, which is no whole number.")
        return f"[!! {msgid1 if n == 1 else msgid2} !!]"

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - gettext's own signature
        """As `gettext`; the context only tells translators which of two meanings is meant."""
        return self.gettext(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002 - as above
        """As `ngettext`."""
        return self.ngettext(msgid1, msgid2, n)
