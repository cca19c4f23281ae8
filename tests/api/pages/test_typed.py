"""Boxes of several lines: what fits in the box fits at the door, however a browser sends the ends of lines."""

from __future__ import annotations

import pytest

FULL = "\r\n".join("x" for _ in range(1000))
"""1999 characters in the box, 2998 on the way."""


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/diary/look-back/added", "text"),
        ("/breathe/noticed", "noticed"),
        ("/exercises/gravity/noticed", "noticed"),
    ],
)
def test_full_box_of_lines_is_kept(annas, life, address, field):
    assert annas.post(address, data={field: FULL}).status_code == 303
    with life.house.store.reading(life.subject, now=life.house.now) as record:
        assert record.ratings.list(life.person.id)[0].note == FULL.replace("\r\n", "\n")


def test_full_box_of_an_exercise_is_kept(annas, life):
    annas.post("/exercises/what-i-carry/writings", data={"what": FULL})
    with life.house.store.reading(life.subject, now=life.house.now) as record:
        (writing,) = record.writings.list(life.person.id)
    assert writing.words == {"what": FULL.replace("\r\n", "\n")}
