"""Files are taken in once, whoever brings them, beside what the strap brought."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, timedelta
from math import log
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.care import sharing
from alerts.imports import import_file
from alerts.imports.import_file import Offered, accept
from alerts.refusals import Refused
from alerts.texts import AHEAD, NO_DATE, NOT_AGREED, TOO_OLD
from hrv import BeatSeries, Colour, Kind
from sensors.recordings.text.own_forms import Form, written
from store.models import AuditKind, Purpose, RecordingKind
from tests.properties import examples

NIGHT = datetime(2026, 11, 16, 22, tzinfo=UTC)  # two evenings ago, eleven o'clock in Copenhagen
HRV4T = "date,HR,rMSSD,HRV4T_Recovery_Points\n"


@pytest.fixture
def emptied_store(sqlite_record):
    """One engine is enough here: what differs between the two is tried where the record is."""
    return sqlite_record


@pytest.fixture
def strap(office):
    return office.strap(office.alice)


@pytest.fixture
def night(heart):
    return heart(start=NIGHT, minutes=31)


def bring(office, sender, content, **said):
    offered = Offered(content=content if isinstance(content, bytes) else content.encode(), **said)
    return accept(office.store, sender=sender, offered=offered, now=office.now)


def csv_of(series):
    return written(series, Form.CSV)


def stored(office, person, *, start=NIGHT - timedelta(hours=2), hours=6):
    with office.as_(person) as record:
        return record.beats.read(person.person_id, start=start, end=start + timedelta(hours=hours))


def days(office, person, kind):
    with office.as_(person) as record:
        return record.days.list(person.person_id, kinds=(kind,))


def said(report):
    return " ".join(map(str, report.sentences))


# ---------------------------------------------------------------------------- beats


def test_every_beat_of_a_file_is_stored_and_analysed_right_away(office, strap, night):
    report = bring(office, strap, csv_of(night))

    assert stored(office, office.alice).rr_ms.tolist() == night.rr_ms.tolist()
    assert (report.beats.new, report.beats.known, report.beats.windows) == (len(night), 0, 6)
    assert [value.day for value in days(office, office.alice, Kind.IMPORT)] == [date(2026, 11, 16)]
    assert "Recorded from 16 Nov 2026, 23:00:00 to 16 Nov 2026, 23:30:59, time zone Europe/Copenhagen." in said(report)


def test_the_same_file_twice_changes_nothing(office, strap, night):
    bring(office, strap, csv_of(night))
    before = stored(office, office.alice)
    again = bring(office, office.alice, csv_of(night))

    assert (again.beats.new, again.beats.known) == (0, len(night))
    assert "so nothing was changed." in said(again)
    assert stored(office, office.alice).time_s.tolist() == before.time_s.tolist()
    with office.as_(office.alice) as record:
        assert len(record.recordings.list(office.alice.person_id)) == 1


def test_files_that_overlap_are_joined_without_a_beat_twice(office, strap, night):
    first, second = night.slice(0, 1400), night.slice(900, len(night))
    bring(office, strap, csv_of(first))
    report = bring(office, strap, csv_of(second))
    series = stored(office, office.alice)

    assert (report.beats.new, report.beats.known) == (len(night) - 1400, 500)
    assert series.rr_ms.tolist() == night.rr_ms.tolist()


def test_beats_known_from_strap_are_skipped_despite_clock_error(office, strap, night):
    middle = night.slice(600, 1200)
    office.send(strap, middle, kind=RecordingKind.WORKDAY)
    late = BeatSeries(night.time_s + 0.4, night.rr_ms, night.segment, night.flags)
    report = bring(office, strap, csv_of(late))
    series = stored(office, office.alice)

    assert report.beats.known == pytest.approx(600, abs=2)
    assert len(series) == pytest.approx(len(night), abs=2)
    assert (np.diff(series.time_s) > 0.25).all()


def test_import_fills_long_gaps_of_the_strap_only(office, strap, night):
    kept = (night.time_s < NIGHT.timestamp() + 300) | (night.time_s > NIGHT.timestamp() + 420)
    kept &= ~((night.time_s > NIGHT.timestamp() + 600) & (night.time_s < NIGHT.timestamp() + 603))
    with_holes = BeatSeries(
        night.time_s[kept], night.rr_ms[kept], np.cumsum(np.diff(kept[kept], prepend=True)), night.flags[kept]
    )
    office.send(strap, with_holes, kind=RecordingKind.WORKDAY)
    report = bring(office, strap, csv_of(night))

    assert report.beats.new == pytest.approx(133, abs=3)
    assert len(stored(office, office.alice)) == pytest.approx(len(night) - 3, abs=1)


@examples(60)
@given(st.lists(st.tuples(st.integers(0, 190), st.integers(2, 120)), min_size=1, max_size=8), st.integers(0, 9))
def test_however_files_overlap_every_beat_is_stored_once(parts, seed):
    dice = np.random.default_rng(seed)
    whole = BeatSeries.from_rr(dice.normal(900, 60, 310).round(), start=NIGHT.timestamp())
    stored, brought = BeatSeries.from_rr(()), np.zeros(310, np.bool_)
    for first, length in parts:
        new = import_file._not_there_yet(whole.slice(first, first + length), stored)
        order = np.argsort(np.concatenate([stored.time_s, new.time_s]))
        columns = ("time_s", "rr_ms", "segment", "flags")
        stored = BeatSeries(*(np.concatenate([getattr(stored, c), getattr(new, c)])[order] for c in columns))
        brought[first : first + length] = True
    there = np.isin(whole.time_s, stored.time_s)
    left_out = np.split(
        np.flatnonzero(brought & ~there), np.flatnonzero(np.diff(np.flatnonzero(brought & ~there)) > 1) + 1
    )

    assert len(stored) == there.sum()
    assert all(whole.rr_ms[hole].sum() / 1000 <= import_file.BRIDGED_S + 0.01 for hole in left_out if hole.size)


def test_gaps_and_stretches_of_a_file_are_kept(office, strap, night):
    cut = BeatSeries(
        np.where(np.arange(len(night)) < 800, night.time_s, night.time_s + 900),
        night.rr_ms,
        (np.arange(len(night)) >= 800).astype(np.int32),
        night.flags,
    )
    bring(office, strap, csv_of(cut))
    series = stored(office, office.alice)

    assert series.segment.tolist() == cut.segment.tolist()
    assert series.time_s.tolist() == cut.time_s.tolist()


def test_import_of_old_beats_mentions_their_deletion(office, strap, heart):
    report = bring(office, strap, csv_of(heart(start=datetime(2025, 1, 1, tzinfo=UTC), minutes=6)))

    assert "Heartbeats are kept for 183 days." in said(report)


def test_short_file_gives_no_window_and_says_so(office, strap, heart):
    assert "don't fill a window" in said(bring(office, strap, csv_of(heart(start=NIGHT, minutes=3))))


def test_windows_left_to_the_tick_are_announced_and_computed(office, strap, night, tick, monkeypatch):
    monkeypatch.setattr(import_file, "analyse_source", lambda *_, **__: False)
    report = bring(office, strap, csv_of(night))

    assert (report.beats.windows, "Their values are being worked out" in said(report)) == (None, True)
    assert tick(office).analysed == 1
    assert len(days(office, office.alice, Kind.IMPORT)) == 1


def test_local_times_use_the_persons_zone_unless_overridden(office, strap):
    rows = "date,rr,since start\n" + "".join(f"2026-11-10 07:00:{n:02},1000,0\n" for n in range(40))

    assert " to 10 Nov 2026, 07:00:39, time zone Europe/Copenhagen." in said(bring(office, strap, rows))
    report = bring(office, strap, rows, zone=ZoneInfo("America/New_York"))
    assert (report.beats.began.hour, "America/New_York" in said(report)) == (11, True)


def test_start_missing_in_file_comes_from_person_or_file_name(office, strap):
    intervals = "\n".join(["800"] * 400)

    with pytest.raises(Refused, match=r"Give the date and time") as refused:
        bring(office, strap, intervals)
    assert refused.value.message == NO_DATE()
    assert bring(office, strap, intervals, began_at=NIGHT).beats.began == NIGHT
    assert bring(office, strap, intervals, name="2026-11-12 06-30-00.txt").beats.began.hour == 5


@pytest.mark.parametrize(("began", "text"), [(timedelta(hours=1), AHEAD), (timedelta(days=-20_000), TOO_OLD)])
def test_file_dated_by_an_impossible_clock_is_refused(office, strap, began, text):
    with pytest.raises(Refused) as refused:
        bring(office, strap, "\n".join(["800"] * 40), began_at=office.now + began)
    assert refused.value.message == text()


# ---------------------------------------------------------------------------- days


def test_readings_of_days_are_a_kind_of_their_own(office, strap):
    report = bring(office, strap, HRV4T + "2026-11-15,52,61.5,8.3\n2026-11-16,53,48.0,7.7\n")
    values = days(office, office.alice, Kind.REPORTED)

    assert [(value.day, value.ln_rmssd, value.resting_hr_bpm) for value in values] == [
        (date(2026, 11, 15), log(61.5), 52.0),
        (date(2026, 11, 16), log(48.0), 53.0),
    ]
    assert days(office, office.alice, Kind.CHECK) == ()
    assert "never compared with your checks" in said(report)
    assert "hrv4t_recovery_points holds a score" in said(report)


def test_each_day_is_taken_once_and_an_earlier_value_stays(office, strap):
    bring(office, strap, HRV4T + "2026-11-15,52,61.5,8.3\n")
    report = bring(office, strap, HRV4T + "2026-11-15,52,61.5,8.3\n2026-11-16,53,48.0,7.7\n")
    other = bring(office, strap, HRV4T + "2026-11-15,52,40.0,8.3\n")

    assert (len(report.days.new), report.days.known) == (1, (date(2026, 11, 15),))
    assert "another value, which stays: 15 Nov 2026." in said(other)
    assert days(office, office.alice, Kind.REPORTED)[0].ln_rmssd == log(61.5)


def test_second_programs_value_of_a_day_is_kept_beside_the_first(office, strap):
    bring(office, strap, HRV4T + "2026-11-15,52,61.5,8.3\n")
    report = bring(office, strap, "Date,Rmssd\n2026-11-15,40.0\n")

    assert [reading.day for reading in report.days.new] == [date(2026, 11, 15)]
    assert [(value.source, value.ln_rmssd) for value in days(office, office.alice, Kind.REPORTED)] == [
        ("elite-hrv-readings", log(40.0)),
        ("hrv4training", log(61.5)),
    ]


def test_imported_beats_say_with_which_format_they_came(office, strap):
    bring(office, strap, "\n".join(["# note", *["900"] * 10]), began_at=NIGHT)
    with office.as_(office.alice) as record:
        imported = [run.product for run in record.beats.sources(office.alice.person_id)]
    assert imported == ["rr-text"]


def test_days_that_have_not_come_yet_are_left_out(office, strap):
    rows = "".join(f"2026-12-0{n},52,61.5,8.3\n" for n in range(1, 8))
    report = bring(office, strap, f"{HRV4T}{rows}2026-11-15,52,61.5,8.3\n")

    assert (len(report.days.new), len(report.days.ahead)) == (1, 7)
    ahead = "1 Dec 2026, 2 Dec 2026, 3 Dec 2026, 4 Dec 2026, 5 Dec 2026, +2."
    assert f"7 days were left out because they are in the future: {ahead}" in said(report)


def test_checks_and_imported_readings_never_share_a_usual_range(office, strap, steady, tick):
    office.days(office.alice, steady(40), until=date(2026, 11, 17))
    rows = "".join(f"{date(2026, 10, 1) + timedelta(days=n)},52,9.0,1.0\n" for n in range(30))
    bring(office, strap, HRV4T + rows)
    tick(office)
    with office.as_(office.alice) as record:
        light = record.lights.current(office.alice.person_id).light

    assert (light.colour, light.usual_range.kind) == (Colour.GREEN, Kind.CHECK)
    assert light.usual_range.centre_ln == pytest.approx(3.7, abs=0.1)


def test_imported_history_alone_gives_a_light(office, strap, steady, tick):
    first = date(2026, 11, 17) - timedelta(days=39)
    rows = "".join(f"{first + timedelta(days=n)},52,{np.exp(ln):.1f},8\n" for n, ln in enumerate(steady(40)))
    bring(office, strap, HRV4T + rows)
    tick(office)
    with office.as_(office.alice) as record:
        light = record.lights.current(office.alice.person_id).light

    assert (light.colour, light.usual_range.kind) == (Colour.GREEN, Kind.REPORTED)


# ---------------------------------------------------------------------------- who, and what is left behind


def test_without_consent_nothing_is_imported(office, night):
    with office.as_(office.bob) as record:
        record.devices.pair(office.bob.person_id, name="strap")
    for content in (csv_of(night), HRV4T + "2026-11-15,52,61.5,8.3\n"):
        with pytest.raises(Refused) as refused:
            bring(office, office.bob, content)
        assert refused.value.message == NOT_AGREED()
    assert len(stored(office, office.bob)) == 0


def test_withdrawn_consent_refuses_the_next_file(office, strap, night):
    with office.as_(office.alice) as record:
        (consent,) = record.consents.live(office.alice.person_id, purpose=Purpose.STORE)
    sharing.withdraw(office.store, person=office.alice, consent_id=consent.id, now=office.now)

    with pytest.raises(Refused, match="not said yes"):
        bring(office, strap, csv_of(night))


def test_file_too_long_to_analyse_must_be_split(office, strap, night, monkeypatch):
    monkeypatch.setattr(import_file, "MOST_BEATS", 1000)
    with pytest.raises(Refused, match="Split it by weeks"):
        bring(office, strap, csv_of(night))


def test_a_file_that_cannot_be_read_leaves_nothing_behind(office, strap):
    with pytest.raises(Refused, match="zip archive"):
        bring(office, strap, b"PK\x03\x04")
    with pytest.raises(Refused, match="far too large"):
        bring(office, strap, gzip.compress(b"800\n" * 5000), largest_bytes=1000)
    assert len(stored(office, office.alice)) == 0


def test_import_is_audited_as_a_count(office, strap, night):
    bring(office, strap, csv_of(night))
    bring(office, strap, HRV4T + "2026-11-15,52,61.5,8.3\n")
    bring(office, strap, csv_of(night))
    with office.as_(office.alice) as record:
        events = [each for each in record.audit.of_person(office.alice.person_id) if each.kind is AuditKind.IMPORTED]

    assert [each.detail for each in events] == [f"beats={len(night)}", "days=1"]
