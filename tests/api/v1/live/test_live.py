from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from api.live_board import PACER_LASTS_S, ForNow
from api.v1.live import live, pacer
from api.v1.live.stream import FIRST_SHOWN, HEARD_WITHIN_S, RECHECKED_EVERY, Follower
from hrv import LiveIndices
from hrv.windows.absence import Absence
from store.subjects import Anonymous, Employee, Engine, Role
from tests.properties import examples


@pytest.fixture
def token(house, anna):
    """The token of Anna's session."""
    return _token(house, anna)


@pytest.fixture
def sender(house, anna):
    return house.sender(anna)


def _token(house, person):
    """Of a session that did not come through the door, which an address may only try so often."""
    with house.store.begin(Anonymous(), now=house.now) as record:
        idle = timedelta(minutes=house.settings.idle_minutes_employee)
        return record.sign_in.open_session(person.id, idle=idle, absolute=timedelta(days=1)).token


def _follower(house, person, token, last_event_id=""):
    board = house.app.state.context.board
    return Follower(
        house.store, Employee(person.id), board=board, token=token, goodbye="Bye.", last_event_id=last_event_id
    )


def _look(follower, house):
    return {event.event: event.data for event in follower.look(house.now)}


def _times(events):
    return [beat.time_s for beat in events["beats"].beats] if "beats" in events else []


# ---------------------------------------------------------------------------- what a stream says
def test_opened_stream_starts_with_the_last_minute(house, anna, token, sender):
    for back in range(120, -1, -5):
        sender.send(sender.block(ends=house.now - timedelta(seconds=back)))
    times = _times(_look(_follower(house, anna, token), house))
    assert times[0] >= (house.now - FIRST_SHOWN).timestamp()
    assert times[-1] == house.now.timestamp()
    assert len(times) == FIRST_SHOWN.total_seconds() + 1


def test_rolling_numbers_are_full_when_the_page_opens(house, anna, token, sender):
    for back in range(200, -1, -5):
        sender.send(sender.block(ends=house.now - timedelta(seconds=back)))
    reading = _look(_follower(house, anna, token), house)["reading"]
    assert reading.hr_bpm == pytest.approx(60.0)
    assert reading.last_300_s.n_beats == 205
    assert reading.last_300_s.mean_rr_ms == pytest.approx(1000.0)
    assert (reading.last_300_s.rmssd_ms, reading.last_300_s.why) == (None, Absence.NO_VARIATION)


def test_stream_sends_each_new_beat_once(house, anna, token, sender):
    follower = _follower(house, anna, token)
    sender.send()
    assert len(_times(_look(follower, house))) == 5
    assert _times(_look(follower, house)) == []
    house.wall.forward(seconds=5)
    sender.send()
    assert len(_times(_look(follower, house))) == 5


def test_every_beat_carries_its_age_not_its_arrival(house, anna, token, sender):
    sender.send(sender.block(ends=house.now - timedelta(seconds=3)))
    assert _look(_follower(house, anna, token), house)["beats"].age_s == pytest.approx(3.0)


def test_beats_that_come_late_stay_off_the_page(house, anna, token, sender):
    follower = _follower(house, anna, token)
    sender.send()
    _look(follower, house)
    sender.send(sender.block(ends=house.now - timedelta(seconds=60)))
    assert _times(_look(follower, house)) == []


def test_late_spool_contents_stay_off_the_page(house, anna, token, sender):
    follower = _follower(house, anna, token)
    _look(follower, house)
    for back in range(3600, 3500, -5):
        sender.send(sender.block(ends=house.now - timedelta(seconds=back)))
    assert _times(_look(follower, house)) == []


def test_missing_block_starts_a_new_segment(house, anna, token, sender):
    follower = _follower(house, anna, token)
    sender.send(sender.block(sequence=0, ends=house.now - timedelta(seconds=10)))
    sender.send(sender.block(sequence=2))
    beats = _look(follower, house)["beats"].beats
    assert [beat.segment for beat in beats] == [0] * 5 + [1] * 5


def test_consecutive_blocks_share_a_segment(house, anna, token, sender):
    follower = _follower(house, anna, token)
    sender.send(sender.block(ends=house.now - timedelta(seconds=5)))
    sender.send(sender.block())
    assert {beat.segment for beat in _look(follower, house)["beats"].beats} == {0}


def test_another_strap_starts_a_new_segment(house, anna, token, sender):
    follower = _follower(house, anna, token)
    sender.send(sender.block(ends=house.now - timedelta(seconds=5)))
    other = house.sender(anna)
    other.send(other.block())
    assert {beat.segment for beat in _look(follower, house)["beats"].beats} == {0, 1}


def test_reconnecting_browser_continues_after_its_last_event(house, anna, token, sender):
    first = _follower(house, anna, token)
    sender.send()
    seen = _times(_look(first, house))
    for _ in range(3):
        house.wall.forward(seconds=5)
        sender.send()
    resumed = _look(_follower(house, anna, token, str(first._cursor)), house)
    assert _times(resumed) == [seen[-1] + second for second in range(1, 16)]
    assert resumed["reading"].last_60_s.n_beats == 20


@pytest.mark.parametrize("nonsense", ["", "abc", "-1", "1.5", "²", "9" * 5000])
def test_unknown_event_id_restarts_the_stream(house, anna, token, sender, nonsense):
    sender.send()
    assert len(_times(_look(_follower(house, anna, token, nonsense), house))) == 5


@examples(10, without=(HealthCheck.function_scoped_fixture,))
@given(cuts=st.lists(st.integers(1, 30), max_size=6), resumed_after=st.integers(0, 5))
def test_live_numbers_do_not_depend_on_when_they_are_polled(house, cuts, resumed_after):
    house.wall.forward(hours=1)
    person = house.account(Role.EMPLOYEE)
    sender = house.sender(person)
    token = _token(house, person)
    follower, shown, reading = _follower(house, person, token), [], None
    for number, seconds in enumerate(cuts):
        house.wall.forward(seconds=seconds)
        sender.send(sender.block(seconds=seconds))
        if number == resumed_after:
            follower = _follower(house, person, token, str(follower._cursor or 0))
        events = _look(follower, house)
        shown += _times(events)
        reading = events["reading"]
    indices = LiveIndices()
    expected = [indices.push(time_s, 1000.0) for time_s in shown]
    assert shown == sorted(set(shown))
    assert len(shown) == sum(cuts)
    if reading is not None:
        assert reading.last_60_s.n_beats == expected[-1].last_60_s.n_beats


# ---------------------------------------------------------------------------- whether a strap is heard
def test_stream_reports_at_once_that_no_strap_is_heard(house, anna, token):
    assert _look(_follower(house, anna, token), house)["source"].connected is False


def test_stream_reports_when_a_strap_is_heard_and_falls_silent(house, anna, token, sender):
    follower = _follower(house, anna, token)
    sender.send()
    assert _look(follower, house)["source"].connected is True
    assert "source" not in _look(follower, house)
    house.wall.forward(seconds=HEARD_WITHIN_S + 1)
    assert _look(follower, house)["source"].connected is False


def test_the_stream_says_when_the_strap_left_the_skin(house, anna, token, sender):
    follower = _follower(house, anna, token)
    sender.send(sender.block() | {"flags": [0, 0, 0, 0, 8]})
    assert _look(follower, house)["source"].contact is False


# ---------------------------------------------------------------------------- who may listen
def test_a_stream_ends_soon_after_its_session(house, anna, token):
    follower = _follower(house, anna, token)
    _look(follower, house)
    with house.store.begin(Employee(anna.id), now=house.now) as record:
        record.sign_in.end_all(anna.id)
    house.wall.forward(seconds=RECHECKED_EVERY.total_seconds())
    assert _look(follower, house)["bye"].reason == "Bye."
    assert follower.is_over


def test_a_stream_ends_when_its_account_is_closed(house, anna, token):
    follower = _follower(house, anna, token)
    _look(follower, house)
    with house.store.begin(Engine(), now=house.now) as record:
        record.accounts.close(anna.id)
    house.wall.forward(seconds=RECHECKED_EVERY.total_seconds())
    assert "bye" in _look(follower, house)


def test_listening_does_not_prolong_a_session(house, anna, token):
    follower = _follower(house, anna, token)
    for _ in range(12 * 60 // 10):
        _look(follower, house)
        house.wall.forward(minutes=10)
    assert "bye" in _look(follower, house)


def test_another_persons_session_opens_no_stream(house, anna, token):
    other = house.account(anna.role, "Bo")
    assert "bye" in _look(_follower(house, other, token), house)


def test_stream_never_carries_another_persons_beats(house, anna, sender):
    other = house.account(anna.role, "Bo")
    sender.send()
    token = _token(house, other)
    assert _times(_look(_follower(house, other, token), house)) == []


# ---------------------------------------------------------------------------- what is only for now
@pytest.fixture
def board(house):
    return house.app.state.context.board


def for_now(*times, breath=()):
    return {
        "open_beats": [{"time_s": time_s, "rr_ms": 900.0, "flags": 0} for time_s in times],
        "breath": [{"time_s": at_s, "phase_rad": 1.0, "rate_per_min": 6.0, "quality": 0.9} for at_s in breath],
    }


def test_open_beats_and_breath_reach_only_the_page_that_watches(house, anna, token, sender, board):
    follower = _follower(house, anna, token)
    with board.watching(anna.id):
        assert sender.send(blocks=[], for_now=for_now(1.5, breath=[1.0, 1.1])).json()["watched"] is True
        events = _look(follower, house)
    assert [beat.time_s for beat in events["open_beats"].beats] == [1.5]
    assert [sample.time_s for sample in events["breath"].samples] == [1.0, 1.1]
    with house.store.reading(Employee(anna.id), now=house.now) as record:
        assert record.beats.read_after(anna.id, cursor=0) == ()
        assert record.beats.sources(anna.id) == ()


def test_open_beats_take_the_place_of_those_before(house, anna, token, sender, board):
    follower = _follower(house, anna, token)
    with board.watching(anna.id):
        sender.send(blocks=[], for_now=for_now(1.5, 2.5))
        _look(follower, house)
        sender.send(blocks=[], for_now=for_now(1.5, 2.5))
        assert "open_beats" not in _look(follower, house)
        sender.send(blocks=[], for_now=for_now())
        assert _look(follower, house)["open_beats"].beats == []


def test_what_was_for_now_is_gone_with_the_last_page(house, anna, sender, board):
    with board.watching(anna.id):
        sender.send(blocks=[], for_now=for_now(1.5, breath=[1.0]))
    assert sender.send(blocks=[], for_now=for_now(2.5)).json()["watched"] is False
    assert board.since(anna.id, 0) == ForNow(0, None, ())


def test_refused_upload_puts_nothing_before_the_page(house, anna, token, sender, board):
    follower = _follower(house, anna, token)
    with board.watching(anna.id):
        sender.send(sender.block(rr_ms=0.0), for_now=for_now(1.5))
        assert "open_beats" not in _look(follower, house)


def test_upload_without_blocks_needs_something_for_now(house, sender):
    assert sender.send().status_code == 200
    answer = sender.send(blocks=[])
    assert (answer.status_code, answer.json()["code"]) == (422, "field.too_short")


def test_sender_learns_where_the_pacer_of_the_page_is(house, anna, sender, board):
    page = house.signed_in(anna)
    with board.watching(anna.id):
        assert page.post(pacer.PATH, json=running(breaths=2.5)).status_code == 204
        house.wall.forward(seconds=5)
        told = sender.send(sender.block()).json()["pacer"]
        assert told == {"breaths": pytest.approx(3.0), "per_minute": 6.0, "in_share": 0.4}
        house.wall.forward(seconds=PACER_LASTS_S)
        assert sender.send(sender.block()).json()["pacer"] is None


def test_stopped_pacer_is_followed_no_longer(house, anna, sender, board):
    page = house.signed_in(anna)
    with board.watching(anna.id):
        page.post(pacer.PATH, json=running())
        page.post(pacer.PATH, json=running() | {"is_running": False})
        assert sender.send(sender.block()).json()["pacer"] is None


def test_pacer_of_one_person_is_told_to_no_other(house, anna, board):
    other = house.sender(house.account(Role.EMPLOYEE, "Bo"))
    with board.watching(anna.id):
        house.signed_in(anna).post(pacer.PATH, json=running())
        receipt = other.send(other.block()).json()
    assert (receipt["watched"], receipt["pacer"]) == (False, None)


def test_pacing_does_not_prolong_a_session(house, anna):
    page = house.signed_in(anna)
    statuses = []
    for _ in range(12 * 6 + 1):
        statuses.append(page.post(pacer.PATH, json=running()).status_code)
        house.wall.forward(minutes=10)
    assert (statuses[0], statuses[-1]) == (204, 401)


def running(breaths=0.0):
    return {"breaths": breaths, "per_minute": 6.0, "in_share": 0.4, "is_running": True}


# ---------------------------------------------------------------------------- over the line
def _events(lines):
    """The events of a stream, one by one."""
    fields = {}
    for line in lines:
        if not line:
            yield fields
            fields = {}
        else:
            name, _, value = line.partition(": ")
            fields[name] = value


def test_beats_arrive_as_server_sent_events_with_cursor_ids(house, anna, sender):
    sender.send()
    with house.signed_in(anna).stream("GET", live.PATH) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.headers["cache-control"] == "no-store"
        events = _events(stream.iter_lines())
        beats, reading, source = next(events), next(events), next(events)
    assert (beats["event"], reading["event"], source["event"]) == ("beats", "reading", "source")
    assert int(beats["id"]) > 0
    assert [beat["rr_ms"] for beat in json.loads(beats["data"])["beats"]] == [1000.0] * 5
    assert json.loads(source["data"]) == {"connected": True, "contact": None}


def test_a_new_block_wakes_the_stream(house, anna, sender, monkeypatch):
    monkeypatch.setattr(live, "POLL_S", 600.0)
    with house.signed_in(anna).stream("GET", live.PATH) as stream:
        events = _events(stream.iter_lines())
        assert next(events)["event"] == "source"
        sender.send()
        assert next(events)["event"] == "beats"


def test_beats_stored_by_another_process_are_polled(house, anna, sender, monkeypatch):
    monkeypatch.setattr(live, "POLL_S", 0.01)
    monkeypatch.setattr(house.app.state.context.wakes, "wake", lambda _: None)
    with house.signed_in(anna).stream("GET", live.PATH) as stream:
        events = _events(stream.iter_lines())
        assert next(events)["event"] == "source"
        sender.send()
        assert next(events)["event"] == "beats"


def test_after_a_goodbye_the_stream_is_closed(house, anna, monkeypatch):
    monkeypatch.setattr(live, "POLL_S", 0.01)
    browser = house.signed_in(anna)
    with browser.stream("GET", live.PATH) as stream:
        events = _events(stream.iter_lines())
        next(events)
        with house.store.begin(Employee(anna.id), now=house.now) as record:
            record.sign_in.end_all(anna.id)
        house.wall.forward(minutes=1)
        *_, last = events
    assert last["event"] == "bye"
    assert "Sign in again" in json.loads(last["data"])["reason"]


def test_stopping_the_server_ends_its_streams(house, anna):
    with house.signed_in(anna).stream("GET", live.PATH) as stream:
        events = _events(stream.iter_lines())
        next(events)
        house.app.state.context.wakes.close()
        assert list(events) == []


def test_another_site_cannot_open_the_stream(house, anna):
    answer = house.signed_in(anna).get(live.PATH, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_open_streams_are_counted(house, anna):
    with house.signed_in(anna).stream("GET", live.PATH) as stream:
        events = _events(stream.iter_lines())
        next(events)
        assert "pulsro_live_streams 1.0" in house.app.state.context.metrics.text().decode()
