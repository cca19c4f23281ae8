from __future__ import annotations

import sys

import pytest

from tests.nightly import __main__ as night
from tests.nightly.parts import Part, Row, run, table

CASES = '<testsuites><testsuite><testcase classname="a" name="b"/>{}</testsuite></testsuites>'
FAILED = CASES.format('<testcase classname="a" name="c"><failure/></testcase>')


def part(name="small", *, writes=None, then="", longest_s=60.0, **more):
    """A part whose program writes a report, or none, and then does something."""
    writing = "" if writes is None else f"Path(sys.argv[1]).write_text({writes!r})"
    program = f"import sys, time\nfrom pathlib import Path\n{writing}\n{then}"
    return Part(name, (sys.executable, "-c", program, "{report}"), longest_s, **more)


def outcome(row):
    return row.passed, row.failed, row.skipped


def test_row_counts_what_the_report_says(tmp_path):
    assert outcome(run(part(writes=FAILED), tmp_path)) == (1, 1, 0)


def test_bad_status_fails_a_part_whose_tests_passed(tmp_path):
    row = run(part(writes=CASES.format(""), then="print('Too little is covered.'); sys.exit(2)"), tmp_path)
    assert outcome(row) == (1, 1, 0)
    assert row.note == "status 2: Too little is covered."


def test_part_without_a_report_failed(tmp_path):
    (tmp_path / "small.xml").write_text(CASES.format(""))  # of an earlier night
    row = run(part(then="sys.exit('It broke.')"), tmp_path)
    assert outcome(row) == (0, 1, 0)
    assert row.note == "no report, status 1: It broke."


def test_absent_part_says_what_to_install(tmp_path):
    row = run(part(then="print('Install the package qemu.'); sys.exit(77)"), tmp_path)
    assert outcome(row) == (0, 0, 0)
    assert row.note == "absent: Install the package qemu."


def test_part_that_takes_too_long_is_stopped(tmp_path):
    row = run(part(then="time.sleep(50)", longest_s=2.0), tmp_path)
    assert outcome(row) == (0, 1, 0)
    assert row.seconds < 40


def test_settings_reach_the_program(tmp_path):
    says = part(
        writes=CASES.format(""), then="import os; print(os.environ['HOW'])", settings={"HOW": "x"}, sums_up=True
    )
    assert run(says, tmp_path).note == "x"


def test_table_has_a_line_for_each_part():
    lines = table([Row("coverage", 4000, 1, 2, 310.4, "why"), Row("bluetooth", note="absent: Install qemu.")])
    assert lines.splitlines() == [
        "part            ran  passed  failed  skipped  seconds",
        "coverage       4001    4000       1        2      310  why",
        "bluetooth         0       0       0        0        0  absent: Install qemu.",
    ]


def test_limits_of_all_parts_together_are_three_hours():
    assert sum(each.longest_s for each in night.PARTS) <= 3 * 3600


@pytest.fixture
def parts(monkeypatch, tmp_path):
    """Two small parts instead of the long ones; the first one fails."""
    small = (part("broken", writes=FAILED), part("whole", writes=CASES.format("")))
    monkeypatch.setattr(night, "PARTS", small)
    monkeypatch.setattr(night, "FOLDER", tmp_path)


def test_night_goes_on_after_a_failure(parts, capfd):
    assert night.main([]) == 1
    assert [line.split()[0] for line in capfd.readouterr().out.splitlines()[-3:]] == ["part", "broken", "whole"]


def test_named_parts_run_alone(parts, capfd):
    assert night.main(["whole"]) == 0
    assert "broken" not in capfd.readouterr().out


def test_unknown_part_is_refused_with_the_names(parts, capfd):
    assert night.main(["nothing"]) == 2
    assert capfd.readouterr().err == "No part nothing; there are broken, whole.\n"
