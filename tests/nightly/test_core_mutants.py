from __future__ import annotations

import pytest

from tests.nightly import core_mutants
from tests.nightly.bluetooth import ROOT

FILE, FUNCTION = "hrv/thing.py", "hrv.thing.grow"
NAMED = {"a": (FUNCTION, "{1 -> 2}"), "b": (FUNCTION, "{+ -> -}")}


@pytest.fixture(autouse=True)
def one_entry(monkeypatch):
    monkeypatch.setattr(core_mutants, "listed", lambda: {NAMED["b"]: "the same sum", ("hrv.other.f", "x"): "elsewhere"})


@pytest.mark.parametrize(
    ("a", "b", "status", "said"),
    [
        ("killed", "survived", 0, ""),
        ("survived", "survived", 1, "not noticed: hrv.thing.grow: {1 -> 2}\n"),
        ("no tests", "survived", 1, "not noticed: hrv.thing.grow: {1 -> 2}\n"),
        ("killed", "killed", 1, "listed, but noticed: hrv.thing.grow: {+ -> -}\n"),
        ("not checked", "survived", 1, ""),
    ],
)
def test_module_fails_for_what_is_unnoticed_or_wrongly_listed(capsys, a, b, status, said):
    assert core_mutants.judged(FILE, {"a": a, "b": b}, NAMED)[0] == status
    assert capsys.readouterr().out == said


def test_line_of_a_module_states_its_score():
    _, line = core_mutants.judged(FILE, {"a": "killed", "b": "survived"}, NAMED)
    assert line.split() == ["hrv/thing.py", "1", "of", "2", "noticed,", "1", "equivalent,", "0", "not", "noticed"]
    _, line = core_mutants.judged(FILE, {"a": "not checked", "b": "survived"}, NAMED)
    assert line.endswith("0 not noticed, 1 not tried")


@pytest.mark.parametrize("file", core_mutants.CORE)
def test_module_of_the_core_has_tests_named_after_it(file):
    tests = core_mutants.tests_named_after(file)
    assert tests
    assert all((ROOT / test).is_file() for test in tests)


def test_fingerprint_follows_the_tests_of_a_module():
    one, other = (core_mutants.fingerprint_of(core_mutants.tests_named_after(file)) for file in core_mutants.CORE[:2])
    assert one != other
    assert one == core_mutants.fingerprint_of(core_mutants.tests_named_after(core_mutants.CORE[0]))


def test_unknown_module_is_refused(capsys, monkeypatch):
    monkeypatch.setattr(core_mutants, "find_spec", lambda _: True)
    assert core_mutants.main(["kalmann"]) == 2
    assert "No module kalmann; there are changepoint, kalman" in capsys.readouterr().err
