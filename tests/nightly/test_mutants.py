from __future__ import annotations

import signal
import subprocess
import sys
from itertools import starmap

import pytest

from tests.nightly import mutants, mutation
from tests.patience import PATIENCE_S

MODULE = """X = 1

def one():
    return 1


class Thing:
    size = 2

    def grow(self):
        return 3

def other():
    return 4
"""


@pytest.fixture
def history(tmp_path, monkeypatch):
    """A repository with one module, which the mutants of this test are made from."""
    for module in (mutants, mutation):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    (tmp_path / "hrv").mkdir()
    (tmp_path / "tests" / "hrv").mkdir(parents=True)
    (tmp_path / "hrv" / "thing.py").write_text(MODULE)
    (tmp_path / "tests" / "hrv" / "test_thing.py").write_text("def test_nothing(): pass\n")
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    return tmp_path


def git(folder, *words):
    names = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *names, *words], cwd=folder, check=True)


def commit(folder):
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")


def test_only_changed_functions_are_mutated(history):
    changed = MODULE.replace("return 1", "return 11").replace("return 3", "return 33").replace("size = 2", "size = 22")
    (history / "hrv" / "thing.py").write_text(changed)
    ((file, lines),) = mutants.changed_lines("HEAD").items()
    assert (file, lines) == ("hrv/thing.py", {4, 8, 11})
    assert mutants.changed_functions(history / file, lines) == ["one", "Thing.grow"]


def test_changed_functions_are_kept_apart_by_room(history):
    (history / "hrv" / "thing.py").write_text(MODULE.replace("return 1", "return 11"))
    assert mutants.patterns("HEAD") == {"hrv": {"hrv/thing.py": ["hrv.thing.x_one*"]}}


def test_file_that_moved_has_not_changed(history):
    (history / "hrv" / "thing.py").rename(history / "hrv" / "object.py")
    commit(history)
    assert mutants.changed_lines("HEAD~1") == {}


def test_removed_file_is_not_mutated(history):
    (history / "hrv" / "thing.py").unlink()
    assert mutants.changed_lines("HEAD") == {}


def test_pattern_is_what_mutmut_calls_a_function():
    names = [("hrv/light/light.py", "Light.when"), ("hrv/beats.py", "join")]
    assert list(starmap(mutants.pattern_of, names)) == ["hrv.light.light.xǁLightǁwhen*", "hrv.beats.x_join*"]


def test_tests_are_those_of_the_nearest_mirroring_folder(history):
    assert mutants.tests_for("hrv/light/light.py") == "tests/hrv"


def test_mutmut_stops_in_time_where_interrupts_are_ignored(tmp_path, monkeypatch):
    monkeypatch.setattr(mutation, "MUTMUT", (sys.executable, "-c", f"import time; time.sleep({PATIENCE_S})"))
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert mutation.mutate(tmp_path, [], longest_s=0.0) == mutation.TIME_IS_UP
    finally:
        signal.signal(signal.SIGINT, before)


def test_room_without_time_is_no_failure_and_failing_tests_are(history, monkeypatch, capsys):
    monkeypatch.setattr(mutants, "outcomes", lambda *_: {})
    for status, told in ((mutation.TIME_IS_UP, 0), (1, 1)):
        monkeypatch.setattr(mutants, "mutate", lambda *_, longest_s, status=status: status)
        assert mutants._tried("hrv", {"hrv/thing.py": ["hrv.thing.x_one*"]}, longest_s=1.0) == ({}, told)
    assert capsys.readouterr().out == "hrv: no time for a mutant.\n"


def test_copy_names_what_to_mutate(history):
    copy = history / ".cache" / "mutants" / "hrv"
    mutation.prepare(copy, ["hrv/thing.py"], ["tests/hrv"])
    said = (copy / "setup.cfg").read_text()
    assert "source_paths =\n    hrv\n" in said
    assert "only_mutate =\n    hrv/thing.py\n" in said
    assert "test_selection =\n    tests/hrv\n" in said
    assert (copy / "hrv" / "thing.py").read_text() == MODULE


@pytest.mark.parametrize(("killed", "survived", "status"), [(3, 1, 0), (2, 1, 1), (0, 0, 0)])
def test_part_fails_when_too_few_mutants_are_noticed(tmp_path, capsys, killed, survived, status):
    outcomes = {f"k{each}": "killed" for each in range(killed)} | {f"s{each}": "survived" for each in range(survived)}
    assert mutants.report_on(tmp_path / "report.xml", outcomes | {"n": "not checked"}, "HEAD") == status
    assert f"{killed} of {killed + survived} mutants noticed, 1 not tried" in capsys.readouterr().out


def test_mutants_that_change_nothing_do_not_count(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(mutants, "listed", lambda: {("hrv.thing.one", "{1 -> 2}"): "the same", ("other", "x"): "gone"})
    came = {("hrv.thing.one", "{1 -> 2}"): "survived", ("hrv.thing.one", "{1 -> 3}"): "survived"}
    told = {": ".join(mutant): how for mutant, how in mutants.but_equivalent(came).items()}
    assert mutants.report_on(tmp_path / "report.xml", told | {"k": "killed"}, "HEAD") == 1
    assert capsys.readouterr().out == (
        "not noticed: hrv.thing.one: {1 -> 3}\n1 of 2 mutants noticed, 0 not tried, since HEAD\n"
    )
