"""Random lives of people, nurses, consents and hours, held against a model of a page that knows no database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from hrv import Colour
from store.models import ConsentText, Purpose, Scope, SelfRating
from store.subjects import Employee, Engine, Nurse, Role
from tests.properties import examples

HOUR = timedelta(hours=1)
TEXT = ConsentText("1", "0" * 64, "en")
SEVERAL = st.integers(0, 1)
NEEDS = {
    "days": (Purpose.TREND, Scope.DAYS),
    "light": (Purpose.TREND, Scope.LIGHT),
    "ratings": (Purpose.TREND, Scope.RATINGS),
    "case": (Purpose.CASE, Scope.NOTHING),
}


@dataclass(frozen=True)
class Grant:
    """What the model remembers of a consent."""

    id: str
    person: int
    nurse: int
    purpose: Purpose
    scope: Scope
    until_hour: int | None
    withdrawn: bool = False

    def allows(self, person, nurse, need, hour):
        purpose, scope = NEEDS[need]
        named = (self.person, self.nurse, self.purpose) == (person, nurse, purpose)
        in_time = self.until_hour is None or hour < self.until_hour
        return named and in_time and not self.withdrawn and scope in self.scope


class Lives(RuleBasedStateMachine):
    """Two people who measure and rate, two nurses, and hours that pass."""

    store = None
    start = None
    make = None

    def __init__(self):
        super().__init__()
        self.hour = 0
        self.grants = []
        self.looks = [[], []]
        self.people, self.nurses = [], []
        self.closed = set()

    def as_(self, subject):
        return self.store.begin(subject, now=self.start + self.hour * HOUR)

    @initialize()
    def everybody_is_there(self):
        with self.as_(Engine()) as record:

            def new(role):
                count = len(record.accounts.everyone())
                return record.accounts.create(role=role, name="X", email=f"{role}{count}-{id(self)}@example.org").id

            self.people = [Employee(new(Role.EMPLOYEE)) for _ in range(2)]
            self.nurses = [Nurse(new(Role.NURSE)) for _ in range(2)]
        for number, person in enumerate(self.people):
            self.live(person, self.nurses[number])

    def live(self, person, nurse):
        with self.as_(Engine()) as record:
            record.days.upsert(person.person_id, self.make.value())
            record.lights.schedule(person.person_id, at=record.now)
            (claimed,) = [each for each in record.lights.due(limit=9) if each.person_id == person.person_id]
            light = self.make.light(Colour.GREEN)
            record.lights.flip(person.person_id, revision=claimed.revision, light=light, next_evaluation_at=None)
        with self.as_(person) as record:
            record.ratings.set(person.person_id, SelfRating(self.start.date(), "green"))
            record.cases.open(person.person_id, nurse_id=nurse.account_id)

    @rule(
        person=SEVERAL,
        nurse=SEVERAL,
        purpose=st.sampled_from([Purpose.TREND, Purpose.CASE]),
        scope=st.integers(0, 7).map(Scope),
        hours=st.none() | st.integers(1, 30),
    )
    def share(self, person, nurse, purpose, scope, hours):
        if nurse in self.closed:
            return
        until_hour = None if hours is None else self.hour + hours
        with self.as_(self.people[person]) as record:
            given = record.consents.give(
                self.people[person].person_id,
                purpose=purpose,
                text=TEXT,
                grantee_id=self.nurses[nurse].account_id,
                scope=scope,
                until=None if until_hour is None else self.start + until_hour * HOUR,
            )
        self.grants.append(Grant(given.id, person, nurse, purpose, scope, until_hour))

    @rule(which=st.integers(0, 99), by=SEVERAL)
    def withdraw(self, which, by):
        if not self.grants:
            return
        place = which % len(self.grants)
        grant = self.grants[place]
        with self.as_(self.people[by]) as record:
            assert record.consents.withdraw(grant.id) == (by == grant.person and not grant.withdrawn)
        self.grants[place] = replace(grant, withdrawn=grant.withdrawn or by == grant.person)

    @rule(hours=st.integers(1, 20))
    def time_passes(self, hours):
        self.hour += hours

    @rule(nurse=SEVERAL)
    def a_nurse_leaves(self, nurse):
        if nurse not in self.closed:
            with self.as_(Engine()) as record:
                record.accounts.close(self.nurses[nurse].account_id)
            self.closed.add(nurse)

    @invariant()
    def every_nurse_sees_exactly_what_is_shared_now(self):
        for number, nurse in enumerate(self.nurses):
            expected = [
                tuple(need for need in sorted(NEEDS) if self.may_see(number, person, need)) for person in range(2)
            ]
            with self.as_(nurse) as record:
                for person in range(2):
                    seen = tuple(need for need in sorted(NEEDS) if self.sees(record, person, need))
                    assert seen == expected[person]
            for person in range(2):
                self.looks[person] += [(nurse.account_id, expected[person])] if expected[person] else []

    def may_see(self, nurse, person, need):
        is_own_case = need != "case" or nurse == person  # each person talks with the nurse of the same number
        allowed = any(grant.allows(person, nurse, need, self.hour) for grant in self.grants)
        return nurse not in self.closed and is_own_case and allowed

    def sees(self, record, person, need):
        person_id = self.people[person].person_id
        match need:
            case "days":
                return bool(record.days.list(person_id))
            case "light":
                return record.lights.current(person_id) is not None
            case "ratings":
                return bool(record.ratings.list(person_id))
            case "case":
                return bool(record.cases.of_person(person_id))

    def teardown(self):
        """In the end every person sees all of their own, every look at it, and nothing of anybody else."""
        for number, person in enumerate(self.people):
            with self.as_(person) as record:
                assert all(self.sees(record, number, need) for need in NEEDS)
                assert not any(self.sees(record, 1 - number, need) for need in NEEDS)
                listed = record.audit.reads_of(person.person_id)
            assert [(look.reader_id, look.what) for look in reversed(listed)] == self.looks[number]
        with self.as_(Engine()) as record:
            assert record.audit.verify().broken_at is None


@pytest.mark.hypothesis
def test_nobody_sees_more_than_shared_and_each_look_is_listed(store, now, make):
    lives = type("LivesHere", (Lives,), {"store": store, "start": now, "make": make})
    modest = examples(4, stateful_step_count=15, without=tuple(HealthCheck))
    run_state_machine_as_test(lives, settings=modest)
