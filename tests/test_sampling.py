from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

from tests.sampling import crossed, repeated_on_postgresql, sampled

COLOURS, SIZES = ("red", "green", "blue"), ("small", "large")


def by_day(cases):
    return [case.values for case in cases if not case.marks]


def test_sample_is_the_first_case_of_each_kind():
    cases = sampled(["ant", "ape", "bee", "bat"], kind=lambda name: name[0])
    assert by_day(cases) == [("ant",), ("bee",)]


def test_nights_run_what_the_sample_leaves_out():
    cases = sampled(["ant", "ape", "bee"], kind=lambda name: name[0])
    assert [case.values for case in cases] == [("ant",), ("ape",), ("bee",)]
    assert [mark.name for case in cases for mark in case.marks] == ["nightly"]


def test_crossed_sample_meets_each_value_of_each_axis():
    met = by_day(crossed(COLOURS, SIZES))
    assert {colour for colour, _ in met} == set(COLOURS)
    assert {size for _, size in met} == set(SIZES)


def test_crossed_sample_is_as_small_as_its_longest_axis():
    cases = crossed(COLOURS, SIZES)
    assert (len(by_day(cases)), len(cases)) == (3, 6)


def test_postgresql_repeats_only_marked_tests_and_the_first():
    items = [
        Item("on sqlite", "a.py", "sqlite"),
        Item("first", "a.py"),
        Item("again", "a.py"),
        Item("marked", "a.py", markers=("both_engines",)),
        Item("elsewhere", "b.py"),
    ]
    assert [item.name for item in repeated_on_postgresql(items)] == ["again"]


@dataclass(frozen=True)
class Item:
    """As much of a collected test as the sample asks about."""

    name: str
    path: str
    engine: str = "postgresql"
    markers: tuple[str, ...] = ()

    @property
    def callspec(self) -> SimpleNamespace:
        return SimpleNamespace(params={"store": self.engine})

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self.markers else None
