"""Collects every text for the catalogues: `make messages`, or `make messages LANGUAGE=da` to begin a new language.

python -m messages.extraction [LANGUAGE]
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import write_po

from messages.catalogues import FOLDER, SOURCE_LANGUAGE, languages, path_of, stored

ROOT: Final = Path(__file__).parent.parent
MAPPING: Final = Path(__file__).with_name("babel.cfg")
KEYWORDS: Final = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "define": (2,),
    "define_plural": (2, 3),
}
FOR_TRANSLATORS: Final = ("Translators:",)
STAYS_ENGLISH: Final = (
    "cli/server/",
    "cli/demo/",
    "cli/files/analyse",
    "cli/files/backtest",
    "cli/files/daily_",
    "cli/files/texts.py",
    "cli/files/window_texts.py",
)
"""What only operators and researchers read, at a terminal: nobody translates it."""


@cache
def extracted(root: Path = ROOT) -> Catalog:
    """Every text that a person can read, with its files and comments for translators; read once, not to be changed."""
    with MAPPING.open(encoding="utf-8") as file:
        mapping, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel has no types there
    catalogue = Catalog(project="Pulsro", charset="utf-8")
    found = extract_from_dir(
        root, method_map=mapping, options_map=options, keywords=KEYWORDS, comment_tags=FOR_TRANSLATORS
    )
    for name, line, text, comments, context in found:
        catalogue.add(text, locations=[(name, line)], auto_comments=comments, context=context)
    return catalogue


def for_translators(root: Path = ROOT) -> Catalog:
    """Every text that is to be had in each language."""
    catalogue = Catalog(project="Pulsro", charset="utf-8")
    for message in extracted(root):
        if message.id and not all(name.startswith(STAYS_ENGLISH) for name, _ in message.locations):
            catalogue.add(message.id, locations=message.locations, auto_comments=message.auto_comments)
    return catalogue


def update(language: str, template: Catalog, folder: Path = FOLDER) -> Path:
    """Bring a catalogue up to date: new and changed texts come without a translation, and gone ones are dropped."""
    begun = path_of(language, folder).is_file()
    catalogue = stored(language, folder) if begun else Catalog(locale=language, project="Pulsro", charset="utf-8")
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return write(language, catalogue, folder)


def write(language: str, catalogue: Catalog, folder: Path = FOLDER) -> Path:
    """Store a catalogue: texts alone, by the alphabet, so that a text which only moved changes nothing in it."""
    file = path_of(language, folder)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as to:
        write_po(to, catalogue, width=110, omit_header=True, sort_output=True, no_location=True)
    return file


def main(arguments: list[str]) -> None:
    """Update every language there is, and begin those that are named."""
    template = for_translators()
    for language in sorted({*languages(), *arguments} - {SOURCE_LANGUAGE}):
        file = update(language, template)
        sys.stdout.write(f"{file.relative_to(ROOT)}: {len(template)} texts\n")


if __name__ == "__main__":
    main(sys.argv[1:])
