"""Records whose arrays have one row for each person: how they are cut, joined and written down.

A record is a frozen dataclass whose fields are made by `row` (an array) or `part` (a record within the record), so
that the whole of it can become one row of numbers for each person, and come back.
"""

from __future__ import annotations

import math
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hrv.numeric.arrays import Bools, Floats, Ints

Record = TypeVar("Record")


def row(*shape: int) -> dict[str, Any]:
    """The metadata of a field that holds an array of this shape for each person."""
    return {"shape": shape}


def part(kind: type[Any]) -> dict[str, Any]:
    """The metadata of a field that holds another record of the same people."""
    return {"kind": kind}


def take(record: Record, people: Ints | slice) -> Record:
    """The same record of these people only."""
    return unpack(type(record), pack(record)[people])


def join(records: list[Record]) -> Record:
    """One record of all the people of several records, in their order."""
    if len(records) == 1:
        return records[0]
    return unpack(type(records[0]), np.concatenate([pack(record) for record in records]))


def choose(where: Bools, record: Record, otherwise: Record) -> Record:
    """The first record for the people it is true of, the second for everybody else."""
    return unpack(type(record), np.where(where[:, np.newaxis], pack(record), pack(otherwise)))


def pack(record: object) -> Floats:
    """The whole record as numbers, one row for each person."""
    return np.concatenate([array.reshape(len(array), -1) for array in _arrays(record)], axis=1)


def unpack(kind: type[Record], packed: Floats) -> Record:
    """The record that `pack` wrote down; ValueError when the numbers are those of another kind of record."""
    any_kind: Any = kind
    if packed.ndim != 2 or packed.shape[1] != width(any_kind):  # noqa: PLR2004 - rows and columns
        raise ValueError("This memory was written by another version. Build it again from the days.")
    record: Record = _read(kind, packed, 0)[0]
    return record


@cache
def width(kind: type[Any]) -> int:
    """How many numbers one row of this kind of record takes."""
    return sum(
        width(each.metadata["kind"]) if "kind" in each.metadata else math.prod(each.metadata["shape"])
        for each in fields(kind)
    )


def _read(kind: type[Any], packed: Floats, start: int) -> tuple[Any, int]:
    values: dict[str, Any] = {}
    for each in fields(kind):
        if "kind" in each.metadata:
            values[each.name], start = _read(each.metadata["kind"], packed, start)
        else:
            shape = each.metadata["shape"]
            end = start + math.prod(shape)
            values[each.name] = np.ascontiguousarray(packed[:, start:end]).reshape(len(packed), *shape)
            start = end
    return kind(**values), start


def _arrays(record: Any) -> Iterator[Floats]:  # noqa: ANN401 - any record
    for each in fields(record):
        value = getattr(record, each.name)
        if "kind" in each.metadata:
            yield from _arrays(value)
        else:
            yield value
