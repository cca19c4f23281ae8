"""What a page says that is no message: read from its HTML under the pseudo-locale, where messages stand in brackets."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

OPENS, CLOSES = "[!! ", " !!]"
BRACKETS = re.compile(r"\[!! | !!\]")
LETTER = re.compile(r"[^\W\d_]")
PLACE = re.compile(r"\{\w+\}")
SPOKEN = ("label", "title", "alt", "placeholder", "aria-label", "aria-description")
SILENT = {"script", "style", "svg"}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "circle", "rect", "line", "source", "wbr"}


@dataclass
class Brackets:
    """Reads text by text; `outside` gathers what stands in no brackets."""

    depth: int = 0
    outside: list[str] = field(default_factory=list)

    def read(self, text: str) -> None:
        place = 0
        for match in BRACKETS.finditer(text):
            self._between(text[place : match.start()])
            self.depth += 1 if match.group() == OPENS else -1
            assert self.depth >= 0, text
            place = match.end()
        self._between(text[place:])

    def _between(self, text: str) -> None:
        if not self.depth and text.strip():
            self.outside.append(text.strip())


class Spoken(HTMLParser):
    """Everything in a page that a person reads or hears.

    `faults` is what stands in no brackets, in texts and in attributes; `exempt` what its page says needs none.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.exempt: list[str] = []
        self._brackets = Brackets()
        self._open: list[tuple[str, bool]] = []
        self._is_json = False
        self.feed(html)
        self.faults += self._brackets.outside
        assert self._brackets.depth == 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._is_json = given.get("type") == "application/json"
        silent = self._is_silent or tag in SILENT or given.get("translate") == "no"
        if not silent:
            for name in SPOKEN:
                self._read_attribute(name, given.get(name) or "")
        if tag not in VOID:
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        self._is_json = False
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._is_json and data.strip():
            self._read_words(json.loads(data))
        elif not self._is_silent:
            self._brackets.read(data)
        elif data.strip() and self._open[-1][0] not in SILENT and not self._is_within_silent_tag:
            self.exempt.append(" ".join(data.split()))

    @property
    def _is_silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    @property
    def _is_within_silent_tag(self) -> bool:
        return any(tag in SILENT for tag, _ in self._open)

    def _read_words(self, words: dict[str, str]) -> None:
        """The texts that the page's scripts will say; one that holds nothing but places of numbers needs no mark."""
        said = {name: text for name, text in words.items() if LETTER.search(PLACE.sub("", text))}
        self.faults += [f"{name}={text}" for name, text in said.items() if not is_message(text)]

    def _read_attribute(self, name: str, value: str) -> None:
        brackets = Brackets()
        brackets.read(value)
        self.faults += [f"{name}={outside}" for outside in brackets.outside]


def is_message(text: str) -> bool:
    """Whether a text is made of messages and of nothing else."""
    brackets = Brackets()
    brackets.read(text)
    return bool(text) and not brackets.outside and brackets.depth == 0
