"""What is written in exercises: kept, changed, printed, shown one piece at a time, and forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store.subjects import Nurse

UNTIL = timedelta(days=7)


def written(life):
    with life.house.store.reading(life.subject, now=life.house.now) as record:
        return record.writings.list(life.person.id)


def write(annas, key, **words):
    answer = annas.post(f"/exercises/{key}/writings", data=words)
    return answer.headers["location"].partition("?")[0]


def seen_by(house, nurse, person):
    with house.store.begin(Nurse(nurse.id), now=house.now) as record:
        return record.writings.list(person.id)


def test_stop_card_is_kept_changed_and_shown_on_paper(annas, life, says):
    place = write(annas, "stop-card", body=["tense", "sleep"], others=" I go quiet ", made_up="x")
    assert written(life)[0].words == {"body": "tense,sleep", "others": "I go quiet"}
    assert annas.get(place).text.count(" checked") == 2
    annas.post(place, data={"others": "I go very quiet"})
    assert written(life)[0].words == {"others": "I go very quiet"}
    assert "I go very quiet" in says(annas.get(f"{place}/print"))


def test_what_is_wrong_is_said_and_what_was_typed_stays(annas, life, says):
    answer = annas.post("/exercises/values-compass/writings", data={"work_weight": "11", "work_value": "Craft"})
    assert answer.status_code == 422
    assert "whole number from 0 to 10" in says(answer)
    assert "Craft" in answer.text
    assert written(life) == ()


def test_nothing_written_is_nothing_kept(annas, life):
    assert write(annas, "what-i-carry", what="  ") == "/exercises/what-i-carry"
    assert annas.post("/exercises/gravity/writings", data={"what": "x"}).status_code == 404
    assert written(life) == ()


def test_card_is_shown_to_the_nurse_until_stopped(annas, noras, house, life, anna, nora, says):
    place = write(annas, "stop-card", others="I go quiet")
    write(annas, "trigger-note", what="The phone")
    until = (life.today + UNTIL).isoformat()
    assert "Ask for a conversation first" in says(annas.post(f"{place}/show", data={"until": until}))
    life.asks(nora)
    assert annas.post(f"{place}/show", data={"until": until}).headers["location"].endswith("done=shown")
    page = says(noras.get(f"/people/{anna.id}"))
    assert "I go quiet" in page
    assert "The phone" not in page
    assert "something you wrote and chose to show" in says(annas.get("/sharing"))
    annas.post(f"{place}/delete")
    assert seen_by(house, nora, anna) == ()
    assert [each.exercise for each in written(life)] == ["trigger-note"]


@pytest.mark.parametrize("key", ["values-compass", "trigger-note", "what-i-carry", "drains-and-nourishes"])
def test_private_exercise_has_no_door_for_others(annas, life, nora, key, says):
    life.asks(nora)
    name = {"values-compass": "act", "trigger-note": "what", "what-i-carry": "what", "drains-and-nourishes": "drains"}
    place = write(annas, key, **{name[key]: "mine"})
    until = (life.today + UNTIL).isoformat()
    assert annas.post(f"{place}/show", data={"until": until}).status_code == 404
    assert annas.get(f"{place}/print").status_code == 404
    assert "/show" not in annas.get(place).text
