"""Each term of the field is attested, or says that it is not, and the catalogues use it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from messages.catalogues import forms, languages, stored

TRANSLATED = languages()[1:]
TERMS = tomllib.loads((Path(__file__).parent / "lexicon" / "terms.toml").read_text(encoding="utf-8"))["term"]

NEVER = {
    "da": {"brystrem", "brystbælte", "optagelse", "tendenser", "regnskab", "revision", "forfalden", "udtrapning"}
    | {"sikkerhedsrepræsentant", "firmasygeplejerske", "velvære", "dekomprimere", "opfordring", "venligst"},
    "nb": {"brystrem", "brystbelte", "opptak", "tendenser", "regnskap", "revisjon", "forfalt", "nedtrapping"}
    | {"sikkerhetsrepresentant", "velvære", "dekomprimere", "oppfordring", "vennligst"},
}
"""Words that a term must never be called: they mean something else, or sound like an office."""


def catalogue_of(language):
    return "\n".join(form for each in stored(language) if each.id for form in forms(each.string)).casefold()


def faults_of(stands):
    """What is wrong with where a term stands: the founding texts, two sites, or a sentence on what is open."""
    if stands == "founding":
        return []
    if isinstance(stands, dict):
        return [] if list(stands) == ["open"] and stands["open"].strip() else ["says nothing of what is open"]
    addresses = [urlsplit(each) for each in stands]
    wrong = [each.geturl() for each in addresses if each.scheme not in {"http", "https"} or not each.path]
    return wrong + (["two sites are needed"] if len({each.netloc for each in addresses}) < 2 else [])


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_term_is_attested_or_says_that_it_is_not(language):
    wrong = {term["en"]: faults_of(term[f"{language}_stands"]) for term in TERMS}
    assert {term: faults for term, faults in wrong.items() if faults} == {}
    assert len({term["en"] for term in TERMS}) == len(TERMS)


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_uses_each_term(language):
    text = catalogue_of(language)
    assert [term[language] for term in TERMS if term[language].casefold() not in text] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_never_uses_what_a_term_is_not_called(language):
    words = set("".join(c if c.isalpha() else " " for c in catalogue_of(language)).split())
    assert sorted(words & NEVER[language]) == []


@pytest.mark.parametrize(
    "stands", ["seen somewhere", {"open": " "}, ["https://a.example/x"], ["https://a.example/x", "https://a.example/y"]]
)
def test_term_without_two_sites_is_refused(stands):
    assert faults_of(stands) != []
