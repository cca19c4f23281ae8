"""Benchmarks run by hand and at night: what they name must still be there."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest

import benchmarks

MODULES = [found.name for found in pkgutil.iter_modules(benchmarks.__path__) if found.name != "__main__"]


@pytest.mark.parametrize("name", MODULES)
def test_every_benchmark_finds_what_it_names(name):
    assert import_module(f"benchmarks.{name}").__doc__
