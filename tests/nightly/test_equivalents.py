from __future__ import annotations

import pytest

from tests.nightly import core_mutants
from tests.nightly.bluetooth import ROOT
from tests.nightly.equivalents import change_between, changes_in, contradicted, listed, misplaced

WRITTEN = """
def x_grow__mutmut_orig(size, by=1):
    return (size + by) * (size + by)

def x_grow__mutmut_1(size, by=2):
    return (size + by) * (size + by)

def x_grow__mutmut_2(size, by=1):
    return (size + by) / (size + by)

class Tree:
    @classmethod
    def xǁTreeǁof__mutmut_orig(cls, rings):
        return cls(rings, bark=True)

    @classmethod
    def xǁTreeǁof__mutmut_1(cls, rings):
        return cls(rings, )
"""
MODULE = """
def grow(size, by=1):
    return (size + by) * (size + by)


class Tree:
    @classmethod
    def of(cls, rings):
        return cls(rings, bark=True)
"""


def test_mutants_are_named_by_function_and_change():
    assert changes_in(WRITTEN) == {
        "x_grow__mutmut_1": ("grow", "def grow(size, by={1 -> 2}):"),
        "x_grow__mutmut_2": ("grow", "return (size + by) {* -> /} (size + by)"),
        "xǁTreeǁof__mutmut_1": ("Tree.of", "return cls(rings{, bark=True -> })"),
    }


def test_same_change_in_two_places_is_numbered():
    twice = "def x_f__mutmut_orig():\n    g(1)\n    g(1)\n\ndef x_f__mutmut_1():\n    g(2)\n    g(1)\n\n"
    twice += "def x_f__mutmut_2():\n    g(1)\n    g(2)\n"
    assert [change for _, change in changes_in(twice).values()] == ["g({1 -> 2})", "g({1 -> 2}) #2"]


def test_long_lines_are_cut_around_the_change():
    long = " + ".join(f"a{n:02}" for n in range(20))
    assert change_between(f"x = {long}", f"x = {long.replace('a10', 'b10')}") == (
        f"{long[30:60]}{{a10 -> b10}}{long[63:93]}"
    )


@pytest.mark.parametrize(
    ("function", "change", "right"),
    [
        ("thing.grow", "def grow(size, by={1 -> 2}):", True),
        ("thing.grow", "return (size + by) {* -> /} (size + by)", True),
        ("thing.grow", "return (size + by) {- -> /} (size + by)", False),
        ("thing.Tree.of", "return cls(rings{, bark=True -> }) #2", True),
        ("thing.Tree.off", "return cls(rings{, bark=True -> })", False),
        ("thing.Tree.of", "return cls(rings)", False),
        ("nothing.grow", "def grow(size, by={1 -> 2}):", False),
    ],
)
def test_entry_is_misplaced_when_its_code_is_gone(tmp_path, function, change, right):
    (tmp_path / "thing.py").write_text(MODULE)
    assert list(misplaced({(function, change): "why"}, tmp_path)) == ([] if right else [(function, change)])


def test_every_listed_mutant_is_of_code_that_is_there():
    assert list(misplaced(listed(), ROOT)) == []


def test_every_listed_mutant_has_a_reason_and_is_of_the_core():
    modules = tuple(core_mutants.module_of(file) for file in core_mutants.CORE)
    for (function, _), why in listed().items():
        assert function.startswith(modules)
        assert len(why.split()) > 3


def test_entries_that_are_gone_or_noticed_are_wrong():
    came = {("f", "noticed"): "timeout", ("f", "right"): "survived", ("f", "untried"): "not checked"}
    assert contradicted([*came, ("f", "gone")], came) == [
        "listed, but no longer there: f: gone",
        "listed, but noticed: f: noticed",
    ]
