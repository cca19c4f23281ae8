from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from math import log

import numpy as np
import pytest

import hrv
from alerts.care import workflow
from alerts.pipeline.compute import InProcess
from alerts.schedule.tick import tick
from hrv import DailyValue, Kind, Quality, Rhythm
from store.models import Scope
from store.subjects import Employee, Engine


@dataclass
class Life:
    """A person's days, and what the engine makes of them, by the product's own arithmetic."""

    house: object
    person: object

    @property
    def subject(self) -> Employee:
        return Employee(self.person.id)

    @property
    def today(self) -> date:
        return self.house.now.date()

    def days(self, *, n=60, fall_days=0, fall=-0.6, ending=None, rhythm=Rhythm.REGULAR, seed=7) -> None:
        """Days with a check each, perhaps with a fall at their end."""
        dice = np.random.default_rng(seed)
        last = ending or self.today
        with self.house.store.begin(Engine(), now=self.house.now) as record:
            for ago in reversed(range(n)):
                lower = fall if ago < fall_days else 0.0
                ln = log(42.0) + lower + 0.15 * float(dice.standard_normal())
                self._write(record, last - timedelta(days=ago), ln, rhythm)

    def _write(self, record, day, ln, rhythm) -> None:
        regular = rhythm is Rhythm.REGULAR
        record.days.upsert(
            self.person.id,
            DailyValue(
                day=day,
                kind=Kind.CHECK,
                ln_rmssd=ln if regular else None,
                se=0.06 if regular else None,
                resting_hr_bpm=62.0 if regular else None,
                quality=Quality.GOOD,
                rhythm=rhythm,
                n_windows=1 if regular else 0,
            ),
        )

    def evaluate(self) -> hrv.Light:
        """The light that follows from the days, as the engine's own tick finds it."""
        with self.house.store.begin(Engine(), now=self.house.now) as record:
            record.lights.schedule(self.person.id, at=self.house.now)
        tick(self.house.store, now=self.house.now, compute=InProcess())
        with self.house.store.reading(self.subject, now=self.house.now) as record:
            return record.lights.current(self.person.id).light

    def green(self) -> None:
        self.days()
        assert self.evaluate().colour is hrv.Colour.GREEN

    def fallen(self) -> hrv.Light:
        """Within the usual range at first, then a fall that the light tells of."""
        self.days(n=80, fall_days=14)
        light = self.evaluate()
        assert light.colour in {hrv.Colour.YELLOW, hrv.Colour.RED}
        return light

    def prompted(self) -> str:
        """The open prompt that followed a fall, two days later in working hours; its id."""
        self.fallen()
        self.house.wall.forward(days=2, hours=2)
        tick(self.house.store, now=self.house.now, compute=InProcess())
        with self.house.store.reading(self.subject, now=self.house.now) as record:
            (prompt,) = record.prompts.open_for(self.person.id)
        return prompt.id

    def asks(self, nurse, *, weeks=8, shows=True, message="Nights", also=Scope.NOTHING) -> str:
        """A conversation with the nurse; its id."""
        until = self.house.now + timedelta(weeks=weeks) if shows else None
        case = workflow.ask(
            self.house.store,
            person=self.subject,
            nurse_id=nurse.id,
            now=self.house.now,
            message=message,
            share_until=until,
            also=also,
        )
        return case.id


def at_pages(browser):
    """A browser that asks for pages, as browsers do."""
    browser.headers["Accept"] = "text/html"
    return browser


@pytest.fixture
def life(house, anna) -> Life:
    """Anna's days."""
    return Life(house, anna)


@pytest.fixture
def annas(house, anna):
    """Anna's browser."""
    return at_pages(house.signed_in(anna))


@pytest.fixture
def noras(house, nora):
    """Nora's browser."""
    return at_pages(house.signed_in(nora))


@pytest.fixture
def olgas(house, olga):
    """Olga's browser."""
    return at_pages(house.signed_in(olga))


@pytest.fixture
def says():
    """The words of a page, as a reader gets them: without tags, with single spaces."""
    import re

    def words(answer) -> str:
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())

    return words
