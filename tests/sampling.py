"""Matrices that grow with the product: `make test` runs a fixed sample of each, `make nightly` all of it.

Whatever is not in the sample carries the marker `nightly`, so nothing is left out for good, and one case of the rest
runs by its name: `pytest -m nightly -k NAME`.
"""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from typing import TYPE_CHECKING, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator
    from typing import Any

Case = TypeVar("Case")
NO_PARAMETERS = SimpleNamespace(params={})


def sampled(cases: Iterable[Case], *, kind: Callable[[Case], Hashable]) -> list[Any]:
    """All cases as parameters of one argument; the sample is the first one of each kind."""
    seen: set[Hashable] = set()
    return [pytest.param(case, marks=_at_night(again=_is_again(kind(case), seen))) for case in cases]


def one_by_day(*cases: object) -> list[Any]:
    """Cases of one kind: people, seeds, recordings. The sample is the first."""
    return sampled(cases, kind=lambda _: "the same")


def crossed(*axes: Iterable[object]) -> list[Any]:
    """Every combination of the axes as parameters; the sample meets each value of each axis at least once."""
    values = [tuple(axis) for axis in axes]
    longest = max(map(len, values))
    sample = {tuple(axis[place % len(axis)] for axis in values) for place in range(longest)}
    return [pytest.param(*case, marks=_at_night(again=case not in sample)) for case in product(*values)]


def repeated_on_postgresql(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """The tests that run on SQLite too and are neither marked `both_engines` nor the first one of their file.

    Every method of every repository is called on both engines by `tests/store/test_three_visitors.py`.
    """
    seen: set[Hashable] = set()
    for item in items:
        parameters = getattr(item, "callspec", NO_PARAMETERS).params.values()
        repeats = any(isinstance(each, str) and each == "postgresql" for each in parameters)  # some are arrays
        if repeats and not item.get_closest_marker("both_engines") and _is_again(item.path, seen):
            yield item


def nightly(*case: object) -> Any:
    """One case that the nights run, where the sample is chosen by hand."""
    return pytest.param(*case, marks=pytest.mark.nightly)


def _is_again(kind: Hashable, seen: set[Hashable]) -> bool:
    is_again = kind in seen
    seen.add(kind)
    return is_again


def _at_night(*, again: bool) -> tuple[pytest.MarkDecorator, ...]:
    return (pytest.mark.nightly,) if again else ()
