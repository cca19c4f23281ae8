from __future__ import annotations

import pytest

from tests.reports import Report, main, skips

XML = """<testsuites><testsuite>
<testcase classname="tests.test_a" name="test_one"/>
<testcase classname="tests.test_a" name="test_two"><failure message="no"/></testcase>
<testcase classname="tests.test_a" name="test_three"><error message="no"/></testcase>
<testcase classname="tests.test_b" name="test_four"><skipped type="pytest.skip" message="No radio."/></testcase>
<testcase classname="tests.test_b" name="test_five"><skipped type="pytest.skip" message="No radio."/></testcase>
<testcase classname="tests.test_c" name="test_six"/>
<testcase classname="tests.test_c" name="test_six"><error message="at the end"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def report_file(tmp_path):
    file = tmp_path / "tests.xml"
    file.write_text(XML)
    return file


def test_report_counts_each_test_once(report_file):
    report = Report.read(report_file)
    assert (report.passed, report.failed, report.n_skipped) == (1, 3, 2)


def test_skips_are_listed_below_their_reason(report_file):
    assert skips(Report.read(report_file)).splitlines() == [
        "2 skipped of 6 tests.",
        "",
        "No radio. (2)",
        "  tests.test_b::test_four",
        "  tests.test_b::test_five",
    ]


def test_skips_ask_for_a_run_where_there_was_none(tmp_path):
    with pytest.raises(SystemExit, match="make test"):
        main(tmp_path / "tests.xml")
