"""What was seen in a file is said in words: a lone sign at the end of a sentence is overlooked."""

from __future__ import annotations

import pytest

from sensors.recordings.seen import Seen


def said(**seen):
    return " ".join(map(str, Seen(**seen).sentences()))


@pytest.mark.parametrize(
    ("mark", "words"), [(",", "commas"), (";", "semicolons"), ("|", "vertical bars"), ("\t", "tabs"), (" ", "blanks")]
)
def test_what_separates_columns_is_named(mark, words):
    assert said(separator=mark) == f"Columns are separated by {words}."


def test_marks_of_numbers_are_named():
    assert said(decimal=",", thousands=".") == "Read as: decimal commas, thousands parted by points."


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("dmy h:m:s", "dates with the day first (dmy h:m:s)"),
        ("mdy h:m am/pm", "dates with the month first (mdy h:m am/pm)"),
        ("with the month in letters h:m", "dates with the month in letters"),
        ("days since 1900", "days counted from 1900, as a spreadsheet does"),
        ("h:m:s.f", "times of day (h:m:s.f)"),
        ("ms", "times counted in ms"),
    ],
)
def test_order_of_dates_is_said_in_words(form, words):
    assert said(dates=form) == f"Read as: {words}."
