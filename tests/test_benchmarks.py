"""Benchmarks run by hand and at night: what they name must still be there."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from subprocess import CalledProcessError

import pytest

import benchmarks
from benchmarks.hrv_speed import _used

MODULES = [found.name for found in pkgutil.iter_modules(benchmarks.__path__) if found.name != "__main__"]


@pytest.mark.parametrize("name", MODULES)
def test_every_benchmark_finds_what_it_names(name):
    assert import_module(f"benchmarks.{name}").__doc__


def test_memory_of_a_command_is_its_own():
    """Linux hands the largest memory of a process down to the programs that it starts."""
    held = bytearray(b"x") * 200_000_000
    _, small_mb = _used("pass")
    _, large_mb = _used("held = bytearray(b'x') * 60_000_000")
    assert small_mb < 60
    assert 60 <= large_mb < 120
    assert len(held) == 200_000_000


def test_a_command_that_fails_is_not_measured():
    with pytest.raises(CalledProcessError):
        _used("raise SystemExit(3)")
