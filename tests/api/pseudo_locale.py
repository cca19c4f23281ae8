"""What a page says that is no message: read from its HTML under the pseudo-locale, where messages stand in brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

OPENS, CLOSES = "[!! ", " !!]"
BRACKETS = re.compile(r"\[!! | !!\]")
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
        self.feed(html)
        self.faults += self._brackets.outside
        assert self._brackets.depth == 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        silent = self._is_silent or tag in SILENT or given.get("translate") == "no"
        if not silent:
            for name in SPOKEN:
                self._read_attribute(name, given.get(name) or "")
        if tag not in VOID:
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._is_silent:
            self._brackets.read(data)
        elif data.strip() and self._open[-1][0] not in SILENT and not self._is_within_silent_tag:
            self.exempt.append(" ".join(data.split()))

    @property
    def _is_silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    @property
    def _is_within_silent_tag(self) -> bool:
        return any(tag in SILENT for tag, _ in self._open)

    def _read_attribute(self, name: str, value: str) -> None:
        brackets = Brackets()
        brackets.read(value)
        self.faults += [f"{name}={outside}" for outside in brackets.outside]


def is_message(text: str) -> bool:
    """Whether a text is made of messages and of nothing else."""
    brackets = Brackets()
    brackets.read(text)
    return bool(text) and not brackets.outside and brackets.depth == 0
