"""Exercises: what is offered, what runs without a script, and what reaches the diary."""

from __future__ import annotations

from alerts.exercises.catalogue import BY_KEY


def notes(life):
    with life.house.store.reading(life.subject, now=life.house.now) as record:
        return [rating.note for rating in record.ratings.list(life.person.id)]


def test_every_exercise_is_linked_and_shows_its_steps_as_a_list(annas, says):
    listed = annas.get("/exercises").text
    for key, exercise in BY_KEY.items():
        assert f'href="/exercises/{key}"' in listed
        page = says(annas.get(f"/exercises/{key}"))
        assert all(step.text.one in page for step in exercise.steps), key


def test_page_says_what_can_be_shown_and_what_never(annas, says):
    never = "It can never be shared, not even with a nurse."
    for key in ("values-compass", "trigger-note", "what-i-carry", "drains-and-nourishes"):
        assert never in says(annas.get(f"/exercises/{key}")), key
    for key in ("stop-card", "plan-step"):
        page = says(annas.get(f"/exercises/{key}"))
        assert "you can choose to show this one card" in page, key
        assert never not in page, key


def test_unknown_exercise_is_not_there(annas):
    assert annas.get("/exercises/juggling").status_code == 404
    assert annas.post("/exercises/juggling/noticed", data={"noticed": "x"}).status_code == 404


def test_what_was_done_and_noticed_goes_into_the_diary(annas, life, says):
    answer = annas.post("/exercises/gravity/noticed", data={"did": "Gravity", "noticed": " warm hands "})
    assert answer.headers["location"] == "/exercises/gravity?kept=true"
    assert notes(life) == ["Gravity: warm hands"]
    assert "Saved in your diary" in says(annas.get(answer.headers["location"]))


def test_nothing_noticed_is_nothing_kept(annas, life):
    assert annas.post("/exercises/gravity/noticed", data={"did": "Gravity"}).headers["location"] == "/exercises/gravity"
    assert notes(life) == []
