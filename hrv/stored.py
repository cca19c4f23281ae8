"""How values of this room go to and come from JSON."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, ClassVar, Self


class Stored:
    """A frozen dataclass that can be kept: `to_json` gives plain values, `from_json` takes them back unchanged."""

    __slots__ = ()
    readers: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    """How the fields are read that JSON does not know: enums, dates, values within values. None stays None."""

    def to_json(self) -> dict[str, Any]:
        """The fields as plain JSON values."""
        return {name: _plain(getattr(self, name)) for name in _field_names(type(self))}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The value that `to_json` was called on; raises `ValueError` for missing or unknown fields."""
        names = _field_names(cls)
        if set(names) != set(data):
            odd = ", ".join(sorted(set(names) ^ set(data)))
            raise ValueError(f"This is not a stored {cls.__name__}: check {odd}.")
        return cls(**{name: cls._read(name, data[name]) for name in names})

    @classmethod
    def _read(cls, name: str, value: object) -> object:
        reader = cls.readers.get(name)
        return value if reader is None or value is None else reader(value)


def _field_names(cls: type[Any]) -> tuple[str, ...]:
    if not is_dataclass(cls):
        raise TypeError(f"{cls.__name__} must be a dataclass to be stored.")
    return tuple(field.name for field in fields(cls))


def _plain(value: object) -> object:
    match value:
        case Stored():
            return value.to_json()
        case enum.Enum():
            return value.value
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case tuple():
            return [_plain(each) for each in value]
        case _:
            return value
