from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from jinja2 import Environment

from api.rendering import TEMPLATES
from messages.catalogues import languages, translations
from messages.extraction import extracted

NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
SYMBOLS = {"ms", "RMSSD", "English"}  # units, names of the field and of a language, the same in every language
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "aria-description", "placeholder", "title", "content"}
DANISH = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Breathe"
msgstr "Træk vejret"
"""
LETTERS = re.compile(r"[^\W\d_]{2,}")


def markup_of(source: str) -> str:
    """The template's own HTML: what it says through gettext, or fills in, is taken out."""
    kept, is_translated, is_tag = [""], False, False
    source = re.sub(r"{% block main_class %}[a-z ]+{% endblock %}", "", source)
    for _, kind, value in Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).lex(source):
        if kind == "data" and not is_translated:
            kept.append(value)
        elif kind == "variable_begin" and kept[-1].endswith(("<", "</")):
            kept.append("h2")  # the name of a tag is filled in
        elif kind == "block_begin":
            is_tag = True
        elif kind == "name" and is_tag:
            is_translated = value == "trans" or (is_translated and value != "endtrans")
            is_tag = False
    return "".join(kept)


class Texts(HTMLParser):
    """Everything in a page that a person reads or hears, and the attributes that a strict policy forbids."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.forbidden: list[str] = []
        self.feed(markup)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag != "meta":
            self.texts.extend(text or "" for name, text in attrs if name in SPOKEN_ATTRIBUTES)
        self.forbidden.extend(name for name in given if name == "style" or name.startswith(("on", "hx-on")))
        if tag == "style" or (tag == "script" and given.get("type") not in {"application/json", "module"}):
            self.forbidden.append(tag)


@pytest.mark.parametrize("name", NAMES)
def test_every_template_text_is_translatable(name):
    texts = Texts(markup_of((TEMPLATES / name).read_text())).texts
    bare = [word for text in texts for word in LETTERS.findall(text) if word not in SYMBOLS]
    assert bare == []


@pytest.mark.parametrize("name", NAMES)
def test_plural_with_several_values_names_its_number(name):
    """Jinja counts by the first value unless told otherwise, which may be a formatted text."""
    plurals = re.findall(
        r"{%-? trans ([^%]*)%}(?:(?!endtrans).)*?{% pluralize ?(\w*) %}", (TEMPLATES / name).read_text(), re.DOTALL
    )
    assert [values for values, number in plurals if "," in values and not number] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_template_asks_for_what_the_security_policy_forbids(name):
    assert Texts((TEMPLATES / name).read_text()).forbidden == []


@pytest.mark.parametrize("name", NAMES)
def test_percent_signs_in_template_texts_are_doubled(name):
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    asked = environment.extract_translations((TEMPLATES / name).read_text())
    texts = [text for _, _, said in asked for text in (said if isinstance(said, tuple) else (said,)) if text]
    assert [text for text in texts if re.search(r"%(?![%(])", text.replace("%%", ""))] == []


def test_template_checks_find_bare_words_and_inline_handlers():
    page = Texts(
        markup_of('<p style="x" onclick="y">{{ _("Fine") }} Bare {% trans %}Fine{% endtrans %}</p><script>1</script>')
    )
    assert LETTERS.findall(" ".join(page.texts)) == ["Bare"]
    assert page.forbidden == ["style", "onclick", "script"]


def test_texts_of_templates_and_packages_reach_the_catalogue():
    found = {text.id: {name.partition("/")[0] for name, _ in text.locations} for text in extracted() if text.id}

    assert found["Breathe"] == {"api"}
    assert "Within your usual range" in found
    assert {"api", "alerts", "sensors"} <= set().union(*found.values())


def test_a_catalogue_is_read_straight_from_its_po_file(tmp_path):
    folder = tmp_path / "da" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "pulsro.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Breathe"\nmsgstr "Træk vejret"\n'
    )
    assert languages(tmp_path) == ("en", "da")
    assert translations("da", tmp_path).gettext("Breathe") == "Træk vejret"
    assert translations("da", tmp_path).gettext("Check") == "Check"
    assert translations("nb", tmp_path).gettext("Breathe") == "Breathe"
