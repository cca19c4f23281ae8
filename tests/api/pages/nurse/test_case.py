from __future__ import annotations

import pytest

from store.models import CaseState, PlanStatus, Purpose
from store.subjects import Nurse, Role

PLAN = {
    "problem": "Handover at night runs late because two tasks have no owner",
    "text": ["Ask the leader to give both tasks an owner", "", ""],
    "level": ["leader", "leader", "leader"],
    "review_on": ["2026-12-05", "2026-12-05", "2026-12-05"],
    "only_individual_because": "",
}


@pytest.fixture
def case(life, nora):
    return life.asks(nora, message="Nights are long")


def state_of(house, nora, case):
    with house.store.reading(Nurse(nora.id), now=house.now) as record:
        return record.cases.get(case).state


def met(noras, case):
    assert noras.post(f"/cases/{case}/meet", data={"next_on": "2026-12-01", "note": "A talk"}).status_code == 303


def planned(noras, case):
    met(noras, case)
    assert noras.post(f"/cases/{case}/plan", data=PLAN).status_code == 303


def followed_up(noras, case):
    planned(noras, case)
    assert noras.post(f"/cases/{case}/follow-up", data={"next_on": "2026-12-20"}).status_code == 303


# ---------------------------------------------------------------------------- the way
def test_conversation_page_runs_from_wish_to_close(house, nora, noras, annas, case, says):
    seen = []

    def step(address, **typed):
        answer = noras.post(f"/cases/{case}/{address}", data=typed)
        assert answer.status_code == 303, says(answer)
        seen.append(state_of(house, nora, case))

    step("take", next_on="2026-11-24", note="I call on Tuesday")
    step("meet", next_on="2026-12-01", note="A talk")
    step("plan", **PLAN)
    step("follow-up", next_on="2026-12-20", note="Both have an owner now")
    step("step-down", next_on="2027-01-20", note="Once a month")
    assert seen == ["shared", "met", "planned", "followed_up", "stepping_down"]
    assert noras.post(f"/cases/{case}/close", data={"note": "Thank you"}).headers["location"] == "/worklist?saved=true"
    page = says(annas.get(f"/cases/{case}"))
    for words in ("I call on Tuesday", "Handover at night runs late", "Both have an owner now", "Thank you", "Ended"):
        assert words in page


def test_both_parties_see_the_wish_text(annas, noras, case, says):
    for browser in (annas, noras):
        assert "Nights are long" in says(browser.get(f"/cases/{case}"))


def test_the_page_tells_each_party_who_reads_it(annas, noras, case, says):
    assert "Your employer, your leader and your colleagues can't." in says(annas.get(f"/cases/{case}"))
    assert "The person can see that you opened it just now" in says(noras.get(f"/cases/{case}"))


def test_only_the_steps_of_the_state_are_offered(noras, case):
    page = noras.get(f"/cases/{case}").text
    assert f"/cases/{case}/meet" in page
    assert f"/cases/{case}/plan" not in page
    assert f"/cases/{case}/step-down" not in page


def test_step_out_of_order_names_what_comes_first(noras, case, says):
    answer = noras.post(f"/cases/{case}/plan", data=PLAN)
    assert answer.status_code == 422
    assert "Meet and talk first; then write the plan together." in says(answer)


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("take", ""),
        ("meet", "soon"),
        ("take", "2026-11-20"),
        ("meet", "2099-01-01"),
        ("follow-up", ""),
        ("step-down", ""),
    ],
)
def test_next_contact_day_must_be_in_the_future(noras, case, address, day, says):
    answer = noras.post(f"/cases/{case}/{address}", data={"next_on": day})
    assert answer.status_code == 422
    assert "Choose a" in says(answer)


def test_conversation_page_refuses_an_abrupt_end(noras, case, says):
    planned(noras, case)
    answer = noras.post(f"/cases/{case}/close")
    assert answer.status_code == 422
    assert "Follow up and make contact lighter first" in says(answer)


def test_an_overdue_follow_up_is_flagged_on_its_page(house, nora, noras, case, says):
    planned(noras, case)
    house.wall.forward(days=20)
    assert "a follow-up was due on 5 December 2026" in says(house.signed_in(nora).get(f"/cases/{case}"))


# ---------------------------------------------------------------------------- the plan
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"problem": "Stress"}, "Say what is difficult, when it happens"),
        ({"text": ["", "", ""]}, "Write at least one thing to try"),
        ({"review_on": ["", "", ""]}, "Choose a review day after today"),
        ({"level": ["individual", "leader", "leader"]}, "Add something that changes around the person"),
        ({"level": ["employer", "", ""]}, "One of the choices is not in the list"),
        ({"text": ["One", "Two", "Three", "Four"]}, "Choose at most three things"),
    ],
)
def test_invalid_plan_is_refused_and_keeps_what_was_typed(noras, case, changed, sentence, says):
    met(noras, case)
    typed = PLAN | changed
    if len(typed["text"]) > 3:
        typed |= {"level": ["leader"] * 4, "review_on": ["2026-12-05"] * 4}
    answer = noras.post(f"/cases/{case}/plan", data=typed)
    assert answer.status_code == 422
    assert sentence in says(answer)
    assert typed["problem"] in answer.text


def test_a_plan_about_the_person_alone_needs_a_stated_reason(noras, case, house, nora):
    met(noras, case)
    alone = PLAN | {"level": ["individual"] * 3, "only_individual_because": "The team is dissolved in two weeks anyway"}
    assert noras.post(f"/cases/{case}/plan", data=alone).status_code == 303
    assert state_of(house, nora, case) is CaseState.PLANNED


def test_agreed_plan_item_shows_its_level_and_review_day(annas, noras, case, says):
    planned(noras, case)
    page = says(annas.get(f"/cases/{case}"))
    assert "Ask the leader to give both tasks an owner" in page
    assert "How work is led · being tried · review day 5 Dec 2026" in page


def test_follow_up_records_the_outcome_of_each_item(house, nora, noras, case):
    planned(noras, case)
    with house.store.reading(Nurse(nora.id), now=house.now) as record:
        (item,) = record.cases.items(case)
    noras.post(f"/cases/{case}/follow-up", data={"item": [item.id], "status": ["done"], "next_on": "2026-12-20"})
    with house.store.reading(Nurse(nora.id), now=house.now) as record:
        assert [item.status for item in record.cases.items(case)] == [PlanStatus.DONE]


def test_unknown_follow_up_outcome_is_refused(noras, case, says):
    planned(noras, case)
    answer = noras.post(f"/cases/{case}/follow-up", data={"item": ["x"], "status": ["burnt"], "next_on": "2026-12-20"})
    assert answer.status_code == 422
    assert "One of the choices is not in the list" in says(answer)


# ---------------------------------------------------------------------------- the person decides
def test_the_person_can_show_the_trend_later(annas, house, life, nora):
    case = life.asks(nora, shows=False)
    assert annas.post(f"/cases/{case}/share", data={"until": "2026-12-24"}).status_code == 303
    with house.store.reading(life.subject, now=house.now) as record:
        assert record.consents.live(life.person.id, purpose=Purpose.TREND)


def test_sharing_the_trend_without_a_day_is_refused(annas, life, nora, says):
    case = life.asks(nora, shows=False)
    answer = annas.post(f"/cases/{case}/share", data={"until": ""})
    assert answer.status_code == 422
    assert "Choose a last day" in says(answer)


@pytest.mark.parametrize("reached", [met, planned, followed_up])
def test_the_person_can_stop_at_any_time_without_a_reason(annas, noras, case, reached, says):
    reached(noras, case)
    assert annas.post(f"/cases/{case}/withdraw").headers["location"] == f"/cases/{case}"
    assert "Withdrawn" in says(annas.get(f"/cases/{case}"))
    assert noras.get(f"/cases/{case}").status_code == 404
    assert noras.post(f"/cases/{case}/meet", data={"next_on": "2026-12-01"}).status_code == 404


def test_stopping_twice_is_harmless(annas, case):
    annas.post(f"/cases/{case}/withdraw")
    assert annas.post(f"/cases/{case}/withdraw").status_code == 303


def test_person_can_close_the_conversation(annas, house, life, case):
    assert (
        annas.post(f"/cases/{case}/close", data={"note": "It is fine now"}).headers["location"]
        == f"/cases/{case}?saved=true"
    )
    with house.store.reading(life.subject, now=house.now) as record:
        assert record.consents.live(life.person.id) == ()


def test_the_person_cannot_write_the_nurses_steps(annas, case):
    for step in ("take", "meet", "plan", "follow-up", "step-down"):
        assert annas.post(f"/cases/{case}/{step}", data={"next_on": "2026-12-01"}).status_code == 404


def test_an_operator_finds_no_conversation(olgas, case):
    assert olgas.get(f"/cases/{case}").status_code == 404


def test_another_employee_finds_no_conversation(house, case):
    bob = house.signed_in(house.account(Role.EMPLOYEE, "Bob"))
    assert bob.get(f"/cases/{case}").status_code == 404
    assert bob.post(f"/cases/{case}/withdraw").status_code == 404
