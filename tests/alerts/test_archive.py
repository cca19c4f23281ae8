from __future__ import annotations

import json
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from enum import Enum, IntFlag
from importlib import import_module
from inspect import isabstract
from types import UnionType

import numpy as np
import pytest

import hrv
import store.export
from alerts.archive import all_but_beats, as_json, packed_archive
from hrv.beats import BeatSeries
from hrv.breath.pace_search import PaceSearch
from hrv.breath.session import SessionSummary
from messages.rendering import SOURCE_READER
from store import models
from store.export import Everything, WholeCase
from store.subjects import Role

NAMES = vars(models) | vars(store.export) | vars(typing) | {"datetime": datetime, "date": date, "time": time}
NAMES |= {name: getattr(hrv, name) for name in hrv.__all__} | {
    "Role": Role,
    "Mapping": Mapping,
    "BeatSeries": BeatSeries,
    "SessionSummary": SessionSummary,
    "PaceSearch": PaceSearch,
    "WholeCase": WholeCase,
}
SERIES = BeatSeries.from_rr(800.0 + 40.0 * np.sin(np.arange(200) / 2.5), start=1_800_000_000.0)
PLAIN = {str: "said", int: 3, float: 1.5, bool: True, bytes: b"key"}
MOMENTS = {
    datetime: datetime(2026, 11, 20, 8, tzinfo=UTC),
    date: date(2026, 11, 20),
    time: time(7, 30),
    BeatSeries: SERIES,
    models.PromptWishes: models.PromptWishes(
        quiet_weekdays=frozenset({5, 6}),
        holidays_of="DK",
        away=models.Away(date(2026, 12, 24), date(2026, 12, 31)),
        digest_on=3,  # none of the quiet days
    ),
    hrv.Window: hrv.analyse(SERIES, window_s=60.0, hop_s=60.0)[0],  # its numbers must follow from its beats
    np.ndarray: np.array([1.0, 2.0]),
}


def filled(kind):
    """A value of a kind in which every field holds something: no None where something else may stand, nothing empty."""
    kind = getattr(kind, "__supertype__", kind)  # a NewType
    if kind in PLAIN | MOMENTS:
        return (PLAIN | MOMENTS)[kind]
    if typing.get_origin(kind) is not None:
        return filled_of(typing.get_origin(kind), typing.get_args(kind))
    if issubclass(kind, Enum):
        return kind(1) if issubclass(kind, IntFlag) else next(iter(kind))
    hints = typing.get_type_hints(kind, localns=NAMES | vars(import_module(kind.__module__)))
    return kind(**{field.name: filled(hints[field.name]) for field in fields(kind) if field.init})


def filled_of(origin, inner):
    """A union, a collection or an array in which there is something."""
    if origin in {UnionType, typing.Union}:
        return filled(next(each for each in inner if each is not type(None)))
    if origin is np.ndarray:
        return np.array([1.0, 2.0])
    if issubclass(origin, Mapping):
        return {filled(inner[0]): filled(inner[1])}
    collection = tuple if isabstract(origin) else origin
    return collection(filled(each) for each in inner if each is not Ellipsis)


@pytest.fixture(scope="module")
def everything():
    return filled(Everything)


def test_copy_holds_each_field_of_each_stored_thing(everything):
    copied = as_json(everything)

    assert missing(everything, copied) == []


def test_archive_packs_every_stored_thing(everything):
    assert packed_archive(everything, reader=SOURCE_READER).startswith(b"PK")
    assert json.dumps(all_but_beats(everything))


def test_quiet_days_are_copied_in_their_order(everything):
    wishes = models.PromptWishes(quiet_weekdays=frozenset({6, 5, 0}))

    assert as_json(wishes)["quiet_weekdays"] == [0, 5, 6]


def missing(value, copied, path=""):
    """The fields of a value that its copy has no word about."""
    if is_dataclass(value):
        return [
            lost
            for field in fields(value)
            for lost in (
                missing(getattr(value, field.name), copied[field.name], f"{path}.{field.name}")
                if field.name in copied
                else [f"{path}.{field.name}"]
            )
        ]
    if isinstance(value, tuple):
        return [lost for each, copy in zip(value, copied, strict=True) for lost in missing(each, copy, path)]
    is_empty = value is None or (isinstance(value, int | float | Mapping) and not value)
    return [] if copied or is_empty else [path]
