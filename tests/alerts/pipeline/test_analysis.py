from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import structlog

from alerts.care import sharing
from alerts.pipeline import analysis
from alerts.pipeline.compute import ComputeLostError, InProcess
from hrv import BeatSeries, Kind, Rhythm
from store import texts
from store.errors import DatabaseFull
from store.models import LEFT_OPEN_AFTER, Away, PromptWishes, Purpose, RecordingKind, Trouble
from store.subjects import Engine

TODAY = date(2026, 11, 18)
MIN = timedelta(minutes=1)


class Lost:
    """A computing process that is killed each time."""

    def analyse(self, *_, **__):
        raise ComputeLostError


class Poisoned(InProcess):
    """Chokes on recordings with a slow heart."""

    def analyse(self, series, **lengths):
        if float(np.median(series.rr_ms)) > 1100:
            raise ZeroDivisionError("RR 1234.5 of Alice")
        return super().analyse(series, **lengths)


@pytest.fixture
def strap(office):
    return office.strap(office.alice)


def days(office, person=None, kind=None):
    with office.as_(office.alice, later=timedelta(days=9)) as record:
        found = record.days.list((person or office.alice).person_id)
    return [value for value in found if kind is None or value.kind == kind]


def windows(office, source_id):
    with office.as_(office.alice, later=timedelta(days=9)) as record:
        recording = next(r for r in record.recordings.list(office.alice.person_id) if source_id in {r.source_id, r.id})
        return record.windows.of_recording(recording.id)


def due(office, *, later):
    with office.engine(later=later) as record:
        return record.recordings.due(limit=99, lease=timedelta())


def test_a_check_becomes_one_window_and_the_value_of_its_day(office, strap, heart, tick):
    source = office.send(strap, heart(minutes=3.3, rmssd_ms=42))
    assert tick(office, later=4 * MIN).analysed == 1
    (window,) = windows(office, source)
    assert window.start_s == pytest.approx((office.now + MIN).timestamp(), abs=2)
    assert window.end_s - window.start_s == pytest.approx(120, abs=1)
    (value,) = days(office)
    assert (value.day, value.kind, value.n_windows) == (TODAY, Kind.CHECK, 1)
    assert np.exp(value.ln_rmssd) == pytest.approx(42, rel=0.15)


def test_a_check_that_was_too_short_gives_no_value(office, strap, heart, tick):
    source = office.send(strap, heart(minutes=2.5))
    assert tick(office, later=4 * MIN).analysed == 1
    assert windows(office, source) == ()
    assert days(office) == []


def test_late_beats_complete_a_check(office, strap, heart, tick):
    whole = heart(minutes=3.3)
    with office.as_(strap, later=2 * MIN) as record:
        record.beats.open_source("late", kind=RecordingKind.CHECK)
        record.beats.append("late", sequence=0, series=whole.between(0, whole.time_s[0] + 100))
    tick(office, later=2 * MIN)
    assert windows(office, "late") == ()
    with office.as_(strap, later=9 * MIN) as record:
        record.beats.append("late", sequence=1, series=whole.between(whole.time_s[0] + 100, whole.time_s[-1]))
    tick(office, later=9 * MIN)
    assert len(windows(office, "late")) == 1


def test_an_unclear_rhythm_gives_a_day_without_a_value(office, strap, heart, tick):
    office.send(strap, heart(minutes=3.4, unclear=True))
    tick(office, later=4 * MIN)
    (value,) = days(office)
    assert (value.rhythm, value.ln_rmssd) == (Rhythm.UNCLEAR, None)


def test_breathing_is_cut_into_minutes_and_never_becomes_a_value(office, strap, heart, tick):
    source = office.send(strap, heart(minutes=6.2, rmssd_ms=90), kind=RecordingKind.BREATHING)
    tick(office, later=7 * MIN)
    assert len(windows(office, source)) == 6
    assert days(office) == []


def test_a_workday_counts_where_it_was_calm(office, strap, heart, tick):
    office.days(office.alice, [3.7] * 5, until=TODAY - timedelta(days=1))
    calm, busy = heart(minutes=15.3, rr_ms=980), heart(start=office.now + 20 * MIN, minutes=15.3, rr_ms=650)
    office.send(strap, calm, kind=RecordingKind.WORKDAY)
    office.send(strap, busy, kind=RecordingKind.WORKDAY)
    tick(office, later=40 * MIN)
    (value,) = days(office, kind=Kind.WORKDAY)
    assert value.n_windows == 3
    assert value.resting_hr_bpm == pytest.approx(60_000 / 980, rel=0.02)


def test_days_away_do_not_say_when_a_workday_was_calm(office, strap, heart, tick, value_of):
    person_id, away = office.alice.person_id, Away(TODAY - timedelta(days=7), TODAY - timedelta(days=3))
    with office.engine() as record:
        for day in (TODAY - timedelta(days=back) for back in range(1, 8)):
            fever = away.holds(day)
            record.days.upsert(person_id, value_of(day, 3.7, resting_hr_bpm=95.0 if fever else 60.0))
    with office.as_(office.alice) as record:
        record.wishes.set(person_id, PromptWishes(been_away=(away,)))
    office.send(strap, heart(minutes=15.3, rr_ms=650), kind=RecordingKind.WORKDAY)
    tick(office, later=40 * MIN)
    (value,) = days(office, kind=Kind.WORKDAY)
    assert value.n_windows == 0


def test_a_sitting_within_a_workday_is_left_out_of_it(office, strap, heart, tick):
    office.days(office.alice, [3.7] * 5, until=TODAY - timedelta(days=1))
    office.send(strap, heart(minutes=30.5, rr_ms=980), kind=RecordingKind.WORKDAY)
    with office.as_(office.alice) as record:
        sitting = record.recordings.begin_breathing(office.alice.person_id, started_at=office.now + 11 * MIN)
    tick(office, later=31 * MIN)
    with office.as_(office.alice, later=31 * MIN) as record:
        record.recordings.finish(sitting.id, ended_at=office.now + 16 * MIN)
    tick(office, later=32 * MIN)
    (value,) = days(office, kind=Kind.WORKDAY)
    assert value.n_windows == 4
    assert len(windows(office, sitting.id)) == 5


def test_check_within_a_workday_counts_as_a_check(office, strap, heart, tick):
    office.send(strap, heart(minutes=20), kind=RecordingKind.WORKDAY)
    with office.as_(office.alice) as record:
        check = record.recordings.begin_check(office.alice.person_id, started_at=office.now + 5 * MIN)
        record.recordings.finish(check.id, ended_at=office.now + 8 * MIN)
    tick(office, later=21 * MIN)
    (window,) = windows(office, check.id)
    assert window.start_s == pytest.approx((office.now + 6 * MIN).timestamp(), abs=2)
    assert len(days(office, kind=Kind.CHECK)) == 1


def test_trickling_beats_give_the_same_windows_as_one_batch(office, strap, heart, tick):
    whole = heart(minutes=21)
    at_once = office.send(strap, whole, kind=RecordingKind.WORKDAY)
    with office.as_(strap) as record:
        record.beats.open_source("trickle", kind=RecordingKind.WORKDAY)
    for sequence in range(11):
        start = whole.time_s[0] - 1 + 120 * sequence
        with office.as_(strap, later=sequence * 2 * MIN) as record:
            record.beats.append("trickle", sequence=sequence, series=whole.between(start, start + 120))
        tick(office, later=sequence * 2 * MIN)
    tick(office, later=40 * MIN)
    together, apart = windows(office, at_once), windows(office, "trickle")
    assert len(together) == len(apart) == 4
    for one, other in zip(together, apart, strict=True):
        assert other.start_s == pytest.approx(one.start_s, abs=4)
        assert other.ln_rmssd == pytest.approx(one.ln_rmssd, abs=0.05)


def test_late_block_changes_only_the_windows_it_falls_into(office, strap, heart, tick):
    office.days(office.alice, [3.7] * 5, until=TODAY - timedelta(days=1))
    whole = heart(minutes=16, rr_ms=980)
    middle = whole.time_s[0] + 6 * 60
    pieces = [whole.between(0, middle), whole.between(middle, middle + 60), whole.between(middle + 60, 9e12)]
    with office.as_(strap, later=17 * MIN) as record:
        record.beats.open_source("holed", kind=RecordingKind.WORKDAY)
        for sequence in (0, 2):
            record.beats.append("holed", sequence=sequence, series=pieces[sequence])
    tick(office, later=17 * MIN)
    holed = windows(office, "holed")
    with office.as_(strap, later=30 * MIN) as record:
        record.beats.append("holed", sequence=1, series=pieces[1])
    tick(office, later=30 * MIN)
    mended = windows(office, "holed")
    assert len(holed) == len(mended) == 3
    assert holed[1].coverage < 0.9 < mended[1].coverage
    assert mended[0] == holed[0]
    (value,) = days(office, kind=Kind.WORKDAY)
    assert value.n_windows == 3


def test_a_night_shift_feeds_both_of_its_days(office, strap, heart, tick):
    office.days(office.alice, [3.7] * 5, until=TODAY - timedelta(days=1))
    before_midnight = office.now.replace(hour=22, minute=45)
    office.send(strap, heart(start=before_midnight, minutes=31, rr_ms=980), kind=RecordingKind.WORKDAY)
    tick(office, now=before_midnight + 40 * MIN)
    assert [value.day for value in days(office, kind=Kind.WORKDAY)] == [TODAY, TODAY + timedelta(days=1)]


def test_a_new_value_makes_the_light_due_at_once(office, strap, heart):
    with office.engine() as record:
        for claimed in record.lights.due(limit=9):
            record.lights.put_off(claimed, until=office.now + timedelta(days=9))
    office.send(strap, heart(minutes=3.3))
    analysis.analyse_due(office.store, now=office.now + 4 * MIN, compute=InProcess(), stopping=lambda: False)
    with office.engine(later=4 * MIN) as record:
        assert [claimed.person_id for claimed in record.lights.due(limit=9)] == [office.alice.person_id]


def test_killed_analysis_is_repeated_after_its_lease(office, strap, heart, tick):
    office.send(strap, heart(minutes=3.3))
    done = analysis.analyse_due(office.store, now=office.now + 4 * MIN, compute=Lost(), stopping=lambda: False)
    assert done == 0
    assert tick(office, later=5 * MIN).analysed == 0
    assert tick(office, later=10 * MIN).analysed == 1
    assert len(days(office)) == 1


def test_check_left_open_counts_like_a_finished_one(office, strap, heart, tick):
    with office.as_(office.alice) as record:
        left = record.recordings.begin_check(office.alice.person_id, started_at=office.now)
    office.send(strap, heart(minutes=4), kind=RecordingKind.WORKDAY)
    tick(office, later=50 * MIN)
    assert windows(office, left.id) == ()
    tick(office, later=90 * MIN)
    assert len(windows(office, left.id)) == 1
    with office.as_(office.alice) as record:
        assert record.recordings.get(left.id).ended_at == office.now + LEFT_OPEN_AFTER


def test_failed_recording_is_postponed_and_others_go_on(office, strap, heart):
    office.send(strap, heart(minutes=3.3, rr_ms=1200))
    office.send(office.strap(office.bob), heart(minutes=3.3))
    at = office.now + 4 * MIN
    with structlog.testing.capture_logs() as logs:
        done = analysis.analyse_due(office.store, now=at, compute=Poisoned(), stopping=lambda: False)
    assert done == 1
    (line,) = [line for line in logs if line["event"] == "analysis_failed"]
    assert (line["error"], line["log_level"]) == ("ZeroDivisionError", "error")
    assert "1234.5" not in repr(logs)
    assert due(office, later=8 * MIN) == ()
    assert len(due(office, later=10 * MIN)) == 1


@pytest.mark.parametrize(("compute", "why"), [(Lost(), Trouble.LOST), (Poisoned(), Trouble.FAULTY)])
def test_recording_given_up_is_not_retried_for_new_beats(office, strap, heart, tick, compute, why):
    whole = heart(minutes=4.3, rr_ms=1200)
    with office.as_(strap, later=4 * MIN) as record:
        record.beats.open_source("heavy", kind=RecordingKind.CHECK)
        record.beats.append("heavy", sequence=0, series=whole.between(0, whole.time_s[0] + 200))
    for minutes in (4, 10, 71, 432):
        assert listed(office).was_given_up is False
        analysis.analyse_due(office.store, now=office.now + minutes * MIN, compute=compute, stopping=lambda: False)
    given_up = listed(office)
    assert (given_up.was_given_up, given_up.trouble, given_up.failures) == (True, why, 4)
    with office.as_(strap, later=500 * MIN) as record:
        record.beats.append("heavy", sequence=1, series=whole.between(whole.time_s[0] + 200, 9e12))
    assert tick(office, later=timedelta(days=9)).analysed == 0
    assert listed(office).was_given_up


def test_successful_analysis_resets_earlier_failures(office, strap, heart, tick):
    office.send(strap, heart(minutes=3.3))
    analysis.analyse_due(office.store, now=office.now + 4 * MIN, compute=Lost(), stopping=lambda: False)
    assert (listed(office).failures, listed(office).trouble) == (1, Trouble.LOST)
    assert tick(office, later=10 * MIN).analysed == 1
    assert (listed(office).failures, listed(office).trouble) == (0, None)


def listed(office):
    """Alice's one recording."""
    with office.as_(office.alice, later=timedelta(days=9)) as record:
        (recording,) = record.recordings.list(office.alice.person_id)
    return recording


def test_source_spanning_decades_is_analysed_in_day_pieces(office, strap, heart, tick):
    longest = []

    class Noting(InProcess):
        def analyse(self, series, **lengths):
            longest.append(series.time_s[-1] - series.time_s[0])
            return super().analyse(series, **lengths)

    starts = [office.now - timedelta(days=back) for back in (9000, 4000, 400, 0.3)]
    with office.as_(strap) as record:
        record.beats.open_source("decades", kind=RecordingKind.IMPORT)
        parts = [heart(start=start, minutes=11, rr_ms=980) for start in starts]
        record.beats.append_all("decades", enumerate(parts))
    done = analysis.analyse_due(office.store, now=office.now, compute=Noting(), stopping=lambda: False)
    assert 4 <= done <= 2 * len(starts)
    assert max(longest) < timedelta(days=1).total_seconds()
    assert len(windows(office, "decades")) == 2 * len(starts)
    assert listed(office).analysis_due_at is None
    measured = [value.day for value in days(office, kind=Kind.IMPORT)]
    assert measured == sorted({start.astimezone(ZoneInfo("Europe/Copenhagen")).date() for start in starts})


def test_next_tick_does_the_work_left_by_the_last(office, strap, heart, monkeypatch):
    monkeypatch.setattr(analysis, "MOST_WINDOWS", 1)
    monkeypatch.setattr(analysis, "BATCH", 1)
    for n in range(2):
        office.send(strap, heart(start=office.now - n * timedelta(days=1), minutes=3.3))
    at = office.now + 4 * MIN
    each = [analysis.analyse_due(office.store, now=at, compute=InProcess(), stopping=lambda: False) for _ in range(3)]
    assert each == [1, 1, 0]


def test_claimed_but_unstarted_work_is_due_again_after_stopping(office, strap, heart):
    for n in range(3):
        office.send(strap, heart(start=office.now - n * timedelta(days=1), minutes=3.3))
    asked = iter([False, False, True, True, True])
    at = office.now + 4 * MIN
    assert analysis.analyse_due(office.store, now=at, compute=InProcess(), stopping=lambda: next(asked)) == 1
    assert len(due(office, later=4 * MIN)) == 2


def test_full_database_postpones_analysis_without_a_failure(office, strap, heart, monkeypatch):
    def full(*_, **__):
        raise DatabaseFull(texts.FULL())

    office.send(strap, heart(minutes=3.3))
    monkeypatch.setattr("store.repositories.measured.windows.Windows.replace", full)
    at = office.now + 4 * MIN
    assert analysis.analyse_due(office.store, now=at, compute=InProcess(), stopping=lambda: False) == 0
    assert (listed(office).failures, listed(office).analysis_due_at) == (0, at + analysis.PUT_OFF)


def test_unstorable_result_fails_only_its_own_recording(office, strap, heart, monkeypatch):
    def faulty(record, person_id, **_):
        if person_id == office.alice.person_id:
            raise ArithmeticError

    office.send(strap, heart(minutes=3.3))
    office.send(office.strap(office.bob), heart(minutes=3.3))
    monkeypatch.setattr("alerts.pipeline.daily.refresh", faulty)
    at = office.now + 4 * MIN
    assert analysis.analyse_due(office.store, now=at, compute=InProcess(), stopping=lambda: False) == 1
    assert (listed(office).failures, listed(office).trouble) == (1, Trouble.FAULTY)


def stop_storing(office, *, later):
    with office.as_(office.alice, later=later) as record:
        (consent,) = record.consents.live(office.alice.person_id, purpose=Purpose.STORE)
    assert sharing.withdraw(office.store, person=office.alice, consent_id=consent.id, now=office.now + later)


def test_analysis_waits_while_storing_consent_is_withdrawn(office, strap, heart, tick):
    source = office.send(strap, heart(minutes=3.3))
    stop_storing(office, later=4 * MIN)
    assert tick(office, later=4 * MIN).analysed == 0
    assert windows(office, source) == ()
    assert days(office) == []
    sharing.allow_storing(office.store, person=office.alice, now=office.now + 20 * MIN)
    assert tick(office, later=4 * MIN + analysis.PUT_OFF).analysed == 1
    assert len(windows(office, source)) == 1


def test_withdrawal_during_analysis_discards_the_result(office, strap, heart):
    class Slow(InProcess):
        def analyse(self, series, **lengths):
            stop_storing(office, later=4 * MIN)
            return super().analyse(series, **lengths)

    source = office.send(strap, heart(minutes=3.3))
    now = office.now + 4 * MIN
    assert analysis.analyse_due(office.store, now=now, compute=Slow(), stopping=lambda: False) == 0
    assert windows(office, source) == ()


def test_work_left_when_stopping_stays_due(office, strap, heart):
    office.send(strap, heart(minutes=3.3))
    done = analysis.analyse_due(office.store, now=office.now + 4 * MIN, compute=InProcess(), stopping=lambda: True)
    assert done == 0
    assert len(due(office, later=4 * MIN)) == 1


def test_a_lost_claim_writes_nothing(office, strap, heart):
    office.send(strap, heart(minutes=3.3))
    at = office.now + 4 * MIN

    class Slow(InProcess):
        """Takes so long that somebody else claims the recording meanwhile."""

        def analyse(self, series, **lengths):
            with office.store.begin(Engine(), now=at + timedelta(hours=1)) as record:
                record.recordings.due(limit=1)
            return super().analyse(series, **lengths)

    assert analysis.analyse_due(office.store, now=at, compute=Slow(), stopping=lambda: False) == 0
    assert days(office) == []


@pytest.mark.parametrize("worn_for", [RecordingKind.BREATHING, RecordingKind.CHECK])
def test_breathing_beats_never_give_a_check_value(office, strap, heart, tick, worn_for):
    office.send(strap, heart(minutes=12, rmssd_ms=90), kind=worn_for)
    with office.as_(office.alice) as record:
        begin = (
            record.recordings.begin_check if worn_for is RecordingKind.BREATHING else record.recordings.begin_breathing
        )
        sitting = begin(office.alice.person_id, started_at=office.now + MIN)
        record.recordings.finish(sitting.id, ended_at=office.now + 10 * MIN)
    tick(office, later=13 * MIN)
    assert [value.ln_rmssd for value in days(office, kind=Kind.CHECK)] == [None]


def test_imported_file_over_a_check_leaves_the_check_alone(office, strap, heart, tick):
    office.send(strap, heart(minutes=12, rmssd_ms=30), kind=RecordingKind.WORKDAY)
    with office.as_(office.alice) as record:
        check = record.recordings.begin_check(office.alice.person_id, started_at=office.now + 3 * MIN)
        record.recordings.finish(check.id, ended_at=office.now + 6 * MIN)
    tick(office, later=13 * MIN)
    measured = days(office, kind=Kind.CHECK)
    replayed = heart(start=office.now - 5 * MIN, minutes=20, rmssd_ms=90, seed=2)
    office.send(strap, replayed, kind=RecordingKind.IMPORT)
    tick(office, later=25 * MIN)
    assert days(office, kind=Kind.CHECK) == measured
    assert measured[0].ln_rmssd is not None


def test_recording_starting_before_midnight_counts_for_that_day(office, strap, heart, tick):
    office.days(office.alice, [3.7] * 5, until=TODAY - timedelta(days=1))
    midnight = office.now.replace(hour=23)
    start = midnight - timedelta(seconds=0.1)
    office.send(strap, heart(start=start, minutes=5.2, rr_ms=1300), kind=RecordingKind.WORKDAY)
    tick(office, now=midnight + 10 * MIN)
    assert [value.day for value in days(office, kind=Kind.WORKDAY)] == [TODAY]


def test_check_starting_in_a_short_pause_can_be_analysed_again(office, strap, heart, tick):
    whole = heart(minutes=4)
    begins_s = (office.now + MIN).timestamp()
    kept = (whole.time_s < begins_s - 8.5) | (whole.time_s > begins_s)
    time_s, rr_ms = whole.time_s[kept], whole.rr_ms[kept].copy()
    after = int(np.argmax(time_s > begins_s))
    rr_ms[after] = 1000 * (time_s[after] - time_s[after - 1])
    paused = BeatSeries(time_s, rr_ms, whole.segment[kept], whole.flags[kept])
    with office.as_(strap, later=4 * MIN) as record:
        record.beats.open_source("paused", kind=RecordingKind.CHECK)
        record.beats.append("paused", sequence=0, series=paused.between(0, begins_s + 150))
    assert tick(office, later=4 * MIN).analysed == 1
    with office.as_(strap, later=5 * MIN) as record:
        record.beats.append("paused", sequence=1, series=paused.between(begins_s + 150, 9e12))
    assert tick(office, later=5 * MIN).analysed == 1
    assert len(windows(office, "paused")) == 1
