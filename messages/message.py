"""Messages: a code and its parameters, and the register of the texts behind the codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Parameter: TypeAlias = "str | int | float | date | Message | tuple[Parameter, ...]"
"""What a sentence holds: names as text, numbers, days and moments as values, which each language writes its own way."""


def N_(text: str) -> str:  # noqa: N802 - the name that gettext's extractors look for
    """Mark an English text for translation where it has no code of its own, such as a label of a form."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, without a language: rooms pass it on and store it.

    Attributes:
        code: stable, of the form `room.what`; it never changes once released.
        parameters: what the sentence names, by the name of its place.
    """

    code: str
    parameters: Mapping[str, Parameter] = field(default_factory=lambda: MappingProxyType({}))

    def __str__(self) -> str:
        """The sentence in the language of the source, for logs and tracebacks."""
        from messages.rendering import SOURCE_READER, sentence

        return sentence(self, SOURCE_READER)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; days and moments as ISO 8601, inner messages by their own code."""
        return {"code": self.code, "parameters": {name: _plain(value) for name, value in self.parameters.items()}}


@dataclass(frozen=True, slots=True)
class Text:
    """The English text behind a code; a plural form is chosen by the parameter that `by` names."""

    code: str
    one: str
    many: str = ""
    by: str = ""

    def __call__(self, **parameters: Parameter) -> Message:
        """The message with these parameters."""
        return Message(self.code, MappingProxyType(parameters))


TEXTS: Final[dict[str, Text]] = {}
"""Every text that has been defined, by its code; each room adds its own when it is imported."""


def define(code: str, text: str) -> Text:
    """Define the text of a code. Places of parameters are written `%(name)s`, a per cent sign `%%`."""
    return _registered(Text(code, text))


def define_plural(code: str, one: str, many: str, *, by: str = "n") -> Text:
    """Define a text with a plural form; the parameter named `by` decides which form is used."""
    return _registered(Text(code, one, many, by))


def _registered(text: Text) -> Text:
    if TEXTS.setdefault(text.code, text) != text:
        raise ValueError(f"Two texts have the code {text.code}. Give one of them another.")
    return text


def _plain(value: Parameter) -> object:
    match value:
        case Message():
            return value.to_json()
        case date():
            return value.isoformat()
        case str() | int() | float():
            return value
        case _:
            return [_plain(each) for each in value]
