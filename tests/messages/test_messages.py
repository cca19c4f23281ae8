from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from messages import Message, Reader, define, define_plural, sentence, text_of
from messages.catalogues import PSEUDO, languages

LEFT_OUT = define_plural("test.left_out", "One row was left out.", "%(n)s rows were left out.")
SEEN = define("test.seen", "Seen on %(day)s at %(where)s: %(share)s %%.")
INSIDE = define("test.inside", "The file was refused. %(why)s")
ENGLISH = Reader()


def test_message_is_a_code_and_parameters_without_language():
    message = SEEN(day=date(2026, 5, 12), where="home", share=2.5)

    assert message.to_json() == {
        "code": "test.seen",
        "parameters": {"day": "2026-05-12", "where": "home", "share": 2.5},
    }


def test_sentence_writes_days_and_numbers_as_its_reader_does():
    message = SEEN(day=date(2026, 5, 12), where="home", share=1234.5)

    assert sentence(message, ENGLISH) == "Seen on 12 May 2026 at home: 1,234.5 %."
    assert sentence(message, Reader("da")) == "Seen on 12. maj 2026 at home: 1.234,5 %."


def test_moment_is_shown_in_the_readers_zone():
    text = define("test.moment", "It began at %(at)s.")
    at = datetime(2026, 5, 12, 22, 30, tzinfo=UTC)

    assert sentence(text(at=at), Reader(zone=ZoneInfo("Europe/Oslo"))) == "It began at 13 May 2026, 00:30:00."


@pytest.mark.parametrize(("n", "said"), [(1, "One row was left out."), (1200, "1,200 rows were left out.")])
def test_plural_form_follows_its_number(n, said):
    assert sentence(LEFT_OUT(n=n), ENGLISH) == said


def test_plural_needs_a_whole_number():
    with pytest.raises(TypeError, match="whole number as 'n'"):
        sentence(LEFT_OUT(n="many"), ENGLISH)


def test_message_inside_a_message_is_in_the_same_language():
    assert sentence(INSIDE(why=LEFT_OUT(n=1)), Reader(PSEUDO)) == (
        "[!! The file was refused. [!! One row was left out. !!] !!]"
    )


def test_long_list_names_the_first_items_and_counts_the_rest():
    text = define("test.list", "Lines %(lines)s.")

    assert sentence(text(lines=(1, 2, 3)), ENGLISH) == "Lines 1, 2, 3."
    assert sentence(text(lines=tuple(range(1, 9))), ENGLISH) == "Lines 1, 2, 3, 4, 5, +3."


def test_unknown_code_is_shown_as_it_is():
    assert text_of("gone.code", ENGLISH) == "gone.code"


def test_two_texts_never_share_a_code():
    with pytest.raises(ValueError, match=r"test\.seen"):
        define("test.seen", "Another text.")


def test_message_as_text_is_its_english_sentence():
    assert str(Message("test.left_out", {"n": 1})) == "One row was left out."


def test_pseudo_locale_is_never_offered():
    assert PSEUDO not in languages()
