"""The languages of the pages: gettext catalogues, read straight from their .po files.

English is the language of the source. Another language is a folder here, `da/LC_MESSAGES/pulsro.po`. From the
repository's root,

    pybabel extract -F api/locale/babel.cfg -k N_ -o pulsro.pot .
    pybabel init -D pulsro -i pulsro.pot -d api/locale -l da     (or `update`, once it is there)

brings every text that templates, doors and the rooms below have for a reader.
"""

from __future__ import annotations

import gettext
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DOMAIN: Final = "pulsro"
SOURCE_LANGUAGE: Final = "en"
FOLDER: Final = Path(__file__).parent


def languages(folder: Path = FOLDER) -> tuple[str, ...]:
    """Every language that the pages can speak, English first."""
    found = sorted(path.parent.parent.name for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return (SOURCE_LANGUAGE, *found)


@lru_cache
def translations(language: str, folder: Path = FOLDER) -> gettext.NullTranslations:
    """The catalogue of a language; English, and any language without a catalogue, is what the source says."""
    if language not in languages(folder)[1:]:
        return gettext.NullTranslations()
    compiled = BytesIO()
    with (folder / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language, domain=DOMAIN))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
