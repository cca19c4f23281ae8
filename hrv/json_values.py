"""Conversion of values to and from JSON."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, ClassVar, Self


class Stored:
    """A frozen dataclass that can be kept: `to_json` gives plain values, `from_json` takes them back unchanged."""

    __slots__ = ()
    readers: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    """How the fields are read that JSON does not know: enums, dates, values within values. None stays None."""

    def to_json(self) -> dict[str, Any]:
        """The fields as plain JSON values."""
        any_kind: Any = type(self)
        return {name: _plain(getattr(self, name)) for name in _field_names(any_kind)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The value that `to_json` was called on; raises `ValueError` for missing or unknown fields."""
        any_kind: Any = cls
        names = _field_names(any_kind).keys()
        if set(data) != names:
            odd = ", ".join(sorted(set(data) ^ names))
            raise ValueError(f"This is not a stored {cls.__name__}: check {odd}.")
        values = dict(data)
        for name, reader in cls.readers.items():
            if values[name] is not None:
                values[name] = reader(values[name])
        return cls(**values)


@cache
def _field_names(cls: type[Any]) -> dict[str, None]:
    """The names in their order."""
    if not is_dataclass(cls):
        raise TypeError(f"{cls.__name__} must be a dataclass to be stored.")
    return dict.fromkeys(field.name for field in fields(cls))


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
            named: Mapping[str, object] | None = value._asdict() if hasattr(value, "_asdict") else None
            return [_plain(each) for each in value] if named is None else _plain(named)
        case _:
            return value
