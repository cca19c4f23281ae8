"""Danish and Norwegian are whole, lose no place, and are written in their own plain words."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
from functools import cache
from pathlib import Path

import pytest
from babel.messages import Catalog

from messages.catalogues import SOURCE_LANGUAGE, forms, languages, path_of, stored
from messages.extraction import for_translators, update
from messages.translating import KEPT, faults
from tests.conftest import missing_part
from tests.messages.words_rule import PLACE_IN, STEMS, found

TRANSLATED = languages()[1:]
LEXICON = Path(__file__).parent / "lexicon"
DICTIONARIES = {"da": "da_DK", "nb": "nb_NO"}
MOST_WORDS = 20
MEDIAN_LIX = 32


@cache
def translated(language):
    return [message for message in stored(language) if message.id]


def every_form(language):
    """Each form of each translation, with the English text it stands for."""
    return [(forms(each.id)[-1], form) for each in translated(language) for form in forms(each.string)]


def english_forms():
    return [form for message in for_translators() if message.id for form in forms(message.id)]


def plain(text):
    """What is read as words: no places, no commands, no addresses."""
    text = KEPT.sub(" ", text)
    return re.sub(r"https?://\S+|\S+://\S+|\w+\.\w+(?:\.\w+)*|--[\w-]+|['“”]pulsro[^'”]*['”]|\S*\d\S*", " ", text)


def sentences(text):
    return [each for each in re.split(r"(?<=[.!?:])\s+", text.replace("%(", "(")) if each]


def words(text):
    return re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_text_is_translated(language):
    template = {message.id for message in for_translators() if message.id}
    there = {message.id: message for message in translated(language)}
    assert [text for text in template if text not in there or not all(forms(there[text].string))] == []
    assert [text for text in there if text not in template] == []
    assert [text for text, message in there.items() if message.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_extraction_changes_nothing_when_no_text_changed(language, tmp_path):
    copy = path_of(language, tmp_path)
    copy.parent.mkdir(parents=True)
    shutil.copy(path_of(language), copy)
    update(language, for_translators(), tmp_path)
    assert copy.read_text(encoding="utf-8") == path_of(language).read_text(encoding="utf-8")


def test_catalogue_holds_texts_by_the_alphabet_and_no_places(tmp_path):
    template = Catalog()
    template.add("Sun", locations=[("a.py", 1)])
    template.add("Moon", locations=[("b.py", 2)])
    update("da", template, tmp_path)
    assert path_of("da", tmp_path).read_text() == 'msgid "Moon"\nmsgstr ""\n\nmsgid "Sun"\nmsgstr ""\n\n'


@pytest.mark.parametrize("language", TRANSLATED)
def test_translation_keeps_each_place_and_command(language):
    wrong = {each.id: faults(forms(each.id), forms(each.string)) for each in translated(language)}
    assert {text: fault for text, fault in wrong.items() if fault} == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_translation_ends_and_begins_as_the_english_does(language):
    pairs = [(forms(each.id)[0], forms(each.string)[0]) for each in translated(language)]
    assert [one for one, other in pairs if (one[-1] in ".?:…") != (other[-1] in ".?:…")] == []
    assert [one for one, other in pairs if one[0].isspace() != other[0].isspace()] == []


@pytest.mark.parametrize("language", [SOURCE_LANGUAGE, *TRANSLATED])
def test_no_text_breaks_the_words_rule(language):
    texts = [("", form) for form in english_forms()] if language == SOURCE_LANGUAGE else every_form(language)
    assert {text: hits for english, text in texts if (hits := found(text, language, english))} == {}


@pytest.mark.parametrize("language", PLACE_IN)
def test_words_rule_knows_each_stem_in_each_language(language):
    assert all(stems[PLACE_IN[language]] for stems in STEMS.values())


def test_words_rule_finds_stems_and_spares_others():
    assert found("You look stressed; your mood predicts a risk.", "en") == ["mood", "predicts", "risk", "stressed"]
    assert found("A brisk walk; the moody impatient predicate of distress.", "en") == []
    assert found("Stressniveau og sygdomsrisiko; risikoen behandles.", "da") == [
        "behandles",
        "risikoen",
        "stressniveau",
    ]
    assert found("Utbrenthet hos pasienten", "nb") == ["pasienten", "utbrenthet"]


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_is_long(language):
    long = [
        each for _, text in every_form(language) for each in sentences(text) if len(words(plain(each))) > MOST_WORDS
    ]
    assert long == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_texts_are_easy_to_read(language):
    read_by_people = [plain(text) for _, text in every_form(language) if len(words(plain(text))) >= 8]
    assert statistics.median(map(lix, read_by_people)) <= MEDIAN_LIX


def lix(text):
    """Words a sentence and the share of long words, as readability is measured in Scandinavia (Björnsson 1968)."""
    every = words(text)
    return len(every) / max(1, len(sentences(text))) + 100 * sum(len(word) > 6 for word in every) / len(every)


@pytest.mark.parametrize("language", TRANSLATED)
def test_sister_language_is_not_mixed_in(language):
    danish, norwegian = (
        set((LEXICON / f"only_{each}.txt").read_text(encoding="utf-8").split()) for each in DICTIONARIES
    )
    foreign = {"da": norwegian, "nb": danish}[language]
    assert {
        text: mixed for _, text in every_form(language) if (mixed := foreign & {w.lower() for w in words(plain(text))})
    } == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_word_is_in_a_dictionary(language):
    if shutil.which("hunspell") is None or DICTIONARIES[language] not in _dictionaries():
        missing_part(f"The Debian packages hunspell and hunspell-{language.replace('nb', 'no')} are not installed.")
    own = set((LEXICON / f"{language}.txt").read_text(encoding="utf-8").split())
    text = "\n".join({word for _, form in every_form(language) for word in words(plain(form))} - own)
    command = ["hunspell", "-i", "utf-8", "-d", DICTIONARIES[language], "-l"]
    ran = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    assert sorted(set(ran.stdout.split())) == []


@cache
def _dictionaries():
    ran = subprocess.run(["hunspell", "-D"], input="", capture_output=True, text=True, check=False)
    return ran.stdout + ran.stderr
