"""For translators: what a language lacks, and what has been translated, by way of a JSON file.

python -m messages.translating da               prints {English: ""} of every text that has no translation yet
python -m messages.translating da batch.json    puts {English: translation} into the catalogue

A text with a plural form stands under its first form, and its translation is a list of both forms. A translation that
loses a place such as %(name)s or {name}, or a command in backquotes, is refused, and then nothing is written.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from messages.catalogues import forms, stored
from messages.extraction import for_translators, update, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Translation: TypeAlias = "str | list[str]"

KEPT: Final = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|</?\w+[^<>]*>|`[^`]+`|\[(?:blue|/)\]")
"""What a translation takes over as it is: places, tags, and what one types."""


def lost(source: str, translation: str) -> list[str]:
    """What the translation of a form lacks, or has too much of."""
    return sorted(set(KEPT.findall(source)) ^ set(KEPT.findall(translation)))


def faults(source: tuple[str, ...], translation: tuple[str, ...]) -> list[str]:
    """What is wrong with the translation of a text: a form too few, an empty one, or a place that is lost.

    The form for one may say *one* instead of the number, in each language as it likes.
    """
    if len(source) != len(translation) or not all(translation):
        return ["as many forms as in English"]
    number = {"%(n)s", "%(num)s", "%(count)s"} if len(source) > 1 else set()
    found = [lost(one, other) for one, other in zip(source, translation, strict=True)]
    return [each for form in found for each in form if each not in number or form is found[-1]]


def untranslated(language: str) -> Iterator[tuple[str, Translation]]:
    """Each text without a translation, with an empty one."""
    for message in stored(language):
        if message.id and not all(forms(message.string)):
            source = forms(message.id)
            yield source[0], "" if len(source) == 1 else ["", ""]


def put(language: str, translated: Mapping[str, Translation]) -> list[str]:
    """Write these translations; what is wrong with them instead, if anything is."""
    catalogue = stored(language)
    by_first = {forms(message.id)[0]: message for message in catalogue if message.id}
    wrong = []
    for english, translation in translated.items():
        message = by_first.get(english)
        if message is None:
            wrong.append(f"no such text: {english}")
        elif found := faults(forms(message.id), forms(translation)):
            wrong.append(f"{found}: {english}")
        else:
            message.string = translation if isinstance(translation, str) else tuple(translation)
            message.flags.discard("fuzzy")
    if not wrong:
        write(language, catalogue)
    return wrong


def main(language: str, file: str = "") -> None:
    """Print what is lacking, or put in what was translated."""
    update(language, for_translators())
    if not file:
        sys.stdout.write(json.dumps(dict(untranslated(language)), ensure_ascii=False, indent=1) + "\n")
        return
    if wrong := put(language, json.loads(Path(file).read_text(encoding="utf-8"))):
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main(*sys.argv[1:])
