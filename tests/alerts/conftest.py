from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

import hrv
from alerts.care import sharing
from alerts.pipeline.compute import InProcess
from alerts.schedule.tick import tick as alerts_tick
from hrv import BeatSeries, Colour, DailyValue, Kind, Light, Quality, Reason, Rhythm
from store.models import RecordingKind
from store.subjects import Device, Employee, Engine, Nurse, Role
from tests.conftest import address

if TYPE_CHECKING:
    from store import Store

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)  # a Wednesday, ten o'clock in Copenhagen


@pytest.fixture
def store(emptied_store):
    """An empty record on each of the two engines."""
    return emptied_store


@pytest.fixture
def database_url(emptied_store):
    """Where the record is."""
    return address(emptied_store)


@pytest.fixture
def office(store):
    """Alice and Bob wear straps, Nora and Nils are nurses."""
    return Office.populated(store)


@pytest.fixture(scope="session")
def window_at():
    """A window that was really computed, moved to where and made to what a test asks for."""
    (template,) = hrv.analyse(heart(minutes=5.2), window_s=300, hop_s=300)

    def at(start_s, *, length_s=300.0, hr_bpm=65.0, quality=Quality.GOOD, rhythm=Rhythm.REGULAR):
        mean_ms = 60_000 / hr_bpm
        rate = {"hr_bpm": hr_bpm, "mean_rr_ms": mean_ms, "mean_rr_ms_lo": mean_ms - 5, "mean_rr_ms_hi": mean_ms + 5}
        return replace(template, start_s=start_s, end_s=start_s + length_s, quality=quality, rhythm=rhythm, **rate)

    return at


@dataclass(frozen=True)
class Office:
    """A small workplace, and short words for what happens in it."""

    store: Store
    alice: Employee
    bob: Employee
    nora: Nurse
    nils: Nurse
    now: datetime = NOW

    @classmethod
    def populated(cls, store):
        with store.begin(Engine(), now=NOW - timedelta(days=200)) as record:

            def new(role, name):
                return record.accounts.create(role=role, name=name, email=f"{name.lower()}@example.org").id

            alice, bob = Employee(new(Role.EMPLOYEE, "Alice")), Employee(new(Role.EMPLOYEE, "Bob"))
            nora, nils = Nurse(new(Role.NURSE, "Nora")), Nurse(new(Role.NURSE, "Nils"))
        return cls(store, alice, bob, nora, nils)

    def as_(self, subject, *, later=timedelta()):
        """A transaction of a subject, now or later."""
        return self.store.begin(subject, now=self.now + later)

    def engine(self, *, later=timedelta()):
        return self.as_(Engine(), later=later)

    def strap(self, person, *, since=timedelta(days=-190)):
        """A device that may send beats of a person."""
        sharing.allow_storing(self.store, person=person, now=self.now + since)
        with self.as_(person, later=since) as record:
            device = record.devices.pair(person.person_id, name="chest strap").device
        return Device(device.id, person.person_id)

    def send(self, strap, series, *, kind=RecordingKind.CHECK, now=None, block_s=60.0):
        """A whole run of a strap, in blocks; the id of its source."""
        source_id = str(uuid.uuid4())
        arrived = now or datetime.fromtimestamp(float(series.time_s[-1]), UTC)
        with self.store.begin(strap, now=arrived) as record:
            record.beats.open_source(source_id, kind=kind)
            for sequence, block in enumerate(blocks(series, block_s=block_s)):
                record.beats.append(source_id, sequence=sequence, series=block)
        return source_id

    def days(self, person, values, *, until=None, kind=Kind.CHECK, rhythm=Rhythm.REGULAR):
        """Daily values that follow one another, the last one today; None is a day without a value."""
        last = until or self.now.date()
        with self.engine() as record:
            for back, ln_rmssd in enumerate(reversed(values)):
                if ln_rmssd is not None:
                    day = last - timedelta(days=back)
                    record.days.upsert(person.person_id, value_of(day, ln_rmssd, kind=kind, rhythm=rhythm))
            record.lights.schedule(person.person_id, at=self.now)

    def flip(self, person, colour, *, later=timedelta()):
        """The light changes, as the evaluation would have it."""
        with self.engine(later=later) as record:
            standing = record.lights.current(person.person_id)
            return record.lights.flip(
                person.person_id,
                revision=standing.revision,
                light=light_of(colour, on=record.now.date()),
                next_evaluation_at=record.now + timedelta(days=400),
            )

    def colours(self, person):
        """The colours of the person's flips, oldest first."""
        with self.as_(person, later=timedelta(days=1000)) as record:
            return [flip.after.colour for flip in record.lights.flips(person.person_id)]

    def prompts(self, person, *, later=timedelta(days=1000)):
        """What has reached the person, newest first."""
        with self.as_(person, later=later) as record:
            return record.prompts.list(person.person_id)


def value_of(day, ln_rmssd, *, kind=Kind.CHECK, rhythm=Rhythm.REGULAR, resting_hr_bpm=60.0):
    return DailyValue(
        day=day,
        kind=kind,
        ln_rmssd=ln_rmssd if rhythm is Rhythm.REGULAR else None,
        se=0.05 if rhythm is Rhythm.REGULAR else None,
        resting_hr_bpm=resting_hr_bpm,
        quality=Quality.GOOD,
        rhythm=rhythm,
        n_windows=1,
    )


def light_of(colour, *, on):
    return Light(
        colour=colour,
        day=on,
        since=None,
        since_lo=None,
        since_hi=None,
        shift_sd=None,
        shift_sd_lo=None,
        shift_sd_hi=None,
        shift_ms=None,
        n_days=60,
        false_alarms_per_year=1.0,
        reason=Reason.WITHIN if colour is Colour.GREEN else Reason.BELOW,
        ruled_out=(),
        usual_range=None,
    )


def steady(n, *, level=3.7, spread=0.15, seed=4):
    """Days of somebody whose heart does what it always does."""
    return list(np.random.default_rng(seed).normal(level, spread, n))


def blocks(series, *, block_s):
    edges = np.arange(series.time_s[0] - 1, series.time_s[-1] + block_s, block_s)
    parts = (series.between(edge, edge + block_s) for edge in edges)
    return [part for part in parts if len(part)]


def heart(*, start=NOW, minutes=3.2, rr_ms=900.0, rmssd_ms=40.0, seed=1, unclear=False):
    """A calm heart that breathes; or one whose every beat is a surprise."""
    dice = np.random.default_rng(seed)
    n = int(minutes * 60_000 / rr_ms)
    breathing = np.sin(2 * np.pi * np.arange(n) * rr_ms / 1000 / 4.5)
    swing = rmssd_ms / np.sqrt(np.mean(np.diff(breathing) ** 2))
    rr = rr_ms + swing * breathing + dice.normal(0, 3, n)
    if unclear:
        rr = rr_ms * dice.uniform(0.6, 1.4, n)
    return BeatSeries.from_rr(np.round(rr * 1.024) / 1.024, start=start.timestamp())


@pytest.fixture(name="heart", scope="session")
def _heart():
    return heart


@pytest.fixture(name="steady", scope="session")
def _steady():
    return steady


@pytest.fixture(name="value_of", scope="session")
def _value_of():
    return value_of


@pytest.fixture(scope="session")
def tick():
    """One tick with the real arithmetic, right here."""

    def once(office, *, later=timedelta(), now=None):
        return alerts_tick(office.store, now=now or office.now + later, compute=InProcess())

    return once
