from __future__ import annotations

import uuid
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from hrv import BeatSeries, Colour, DailyValue, Kind, Light, Quality, Reason, Rhythm, Window
from hrv.light.daily_value import OF_THE_KIND
from hrv.windows.absence import Absence
from store.models import Appended, ConsentText, Purpose, RecordingKind, Scope
from store.subjects import Device, Employee, Engine, Nurse, Operator, Role
from tests.conftest import address

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
TODAY = NOW.date()
TEXT = ConsentText(version="1", digest="0" * 64, language="en")


@pytest.fixture
def store(emptied_store):
    """An empty record on each of the two engines."""
    return emptied_store


@pytest.fixture
def database_url(store):
    """Where the record is."""
    return address(store)


@pytest.fixture
def now():
    """The moment at which everything happens."""
    return NOW


@pytest.fixture
def world(store):
    """Alice and Bob with straps, the nurses Nora and Nils, Olga who runs it all; nobody has agreed to anything."""
    return World.populated(store)


@dataclass(frozen=True)
class World:
    """A small workplace, and short words for what happens in it."""

    store: object
    alice: Employee
    bob: Employee
    nora: Nurse
    nils: Nurse
    olga: Operator
    now: datetime = NOW

    @classmethod
    def populated(cls, store):
        with store.begin(Engine(), now=NOW) as record:

            def new(role, name):
                return record.accounts.create(role=role, name=name, email=f"{name.lower()}@example.org").id

            return cls(
                store=store,
                alice=Employee(new(Role.EMPLOYEE, "Alice")),
                bob=Employee(new(Role.EMPLOYEE, "Bob")),
                nora=Nurse(new(Role.NURSE, "Nora")),
                nils=Nurse(new(Role.NURSE, "Nils")),
                olga=Operator(new(Role.OPERATOR, "Olga")),
            )

    def as_(self, subject, *, later=timedelta()):
        """A transaction of a subject, now or later."""
        return self.store.begin(subject, now=self.now + later)

    def engine(self, *, later=timedelta()):
        return self.as_(Engine(), later=later)

    def agree(self, person, purpose, *, nurse=None, scope=Scope.NOTHING, until=None, later=timedelta()):
        """The person gives a consent."""
        with self.as_(person, later=later) as record:
            return record.consents.give(
                person.person_id,
                purpose=purpose,
                text=TEXT,
                grantee_id=None if nurse is None else nurse.account_id,
                scope=scope,
                until=until,
            )

    def share_trend(self, person, nurse, *, scope=Scope.TREND, until=None):
        return self.agree(person, Purpose.TREND, nurse=nurse, scope=scope, until=until)

    def share_case(self, person, nurse, *, until=None):
        return self.agree(person, Purpose.CASE, nurse=nurse, until=until)

    def strap(self, person):
        """A paired device of a person who agreed that beats are stored."""
        self.agree(person, Purpose.STORE)
        with self.as_(person) as record:
            device = record.devices.pair(person.person_id, name="chest strap").device
        return Device(device.id, person.person_id)

    def source(self, strap, *, kind=RecordingKind.WORKDAY):
        """A run of a device, announced."""
        source_id = str(uuid.uuid4())
        with self.as_(strap) as record:
            record.beats.open_source(source_id, kind=kind)
        return source_id

    def send(self, strap, source_id, *, sequence, series, later=timedelta()):
        """One block, committed."""
        with self.as_(strap, later=later) as record:
            return record.beats.append(source_id, sequence=sequence, series=series)

    def measured(self, person, *, kind=RecordingKind.WORKDAY, series=None):
        """The person's strap sent one block; the recording it made."""
        strap = self.strap(person)
        source_id = self.source(strap, kind=kind)
        assert isinstance(self.send(strap, source_id, sequence=0, series=series or beats()), Appended)
        with self.as_(person) as record:
            return record.recordings.list(person.person_id)[-1]


def beats(*, start=NOW, n=10, rr_ms=800.0, segment=0):
    """A steady heart."""
    rr = np.full(n, rr_ms)
    return BeatSeries(
        time_s=start.timestamp() + np.cumsum(rr) / 1000.0,
        rr_ms=rr,
        segment=np.full(n, segment, np.int32),
        flags=np.zeros(n, np.uint8),
    )


def a_value(*, day=TODAY, kind=Kind.CHECK, ln_rmssd=3.7, source=OF_THE_KIND):
    """A daily value."""
    return DailyValue(
        day=day,
        kind=kind,
        ln_rmssd=ln_rmssd,
        se=0.1,
        resting_hr_bpm=60.0,
        quality=Quality.GOOD,
        rhythm=Rhythm.REGULAR,
        n_windows=1,
        source=source,
    )


def a_light(colour=Colour.GREEN, *, day=TODAY):
    """A light."""
    return Light(
        colour=colour,
        day=day,
        since=date(2026, 11, 14) if colour in {Colour.YELLOW, Colour.RED} else None,
        since_lo=None,
        since_hi=None,
        shift_sd=-1.25,
        shift_sd_lo=None,
        shift_sd_hi=None,
        shift_ms=-7.5,
        n_days=42,
        false_alarms_per_year=1.0,
        reason=Reason.WITHIN if colour is Colour.GREEN else Reason.BELOW,
        ruled_out=(),
        usual_range=None,
    )


def a_window(*, start=NOW, length=timedelta(minutes=5)):
    """A window of so few beats that it has no index."""
    facts = {"n_beats": 9, "n_masked": 3, "coverage": 0.1, "longest_gap_s": 200.5}
    verdict = {"quality": Quality.REJECTED, "rhythm": Rhythm.UNCLEAR}
    indices = [
        field.name for field in fields(Window) if field.name not in {"start_s", "end_s", "why", *facts, *verdict}
    ]
    return Window(
        start_s=start.timestamp(),
        end_s=(start + length).timestamp(),
        **facts,
        **verdict,
        **dict.fromkeys(indices),
        why=dict.fromkeys(indices, Absence.REJECTED),
    )


@pytest.fixture
def make():
    """Words for values: make.beats(), make.value(), make.light(), make.window()."""
    return SimpleNamespace(beats=beats, value=a_value, light=a_light, window=a_window, text=TEXT)


@pytest.fixture(name="beats")
def _beats():
    return beats
