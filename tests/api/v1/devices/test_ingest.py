from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from api.v1.devices.upload import LARGEST_BODY, MOST_BLOCKS
from store import StoreError, texts
from store.errors import DatabaseBusy, DatabaseFull, DatabaseUnreachable
from store.models import Purpose
from store.subjects import Employee, Role
from tests.properties import examples


def _stored(house, person):
    with house.store.reading(Employee(person.id), now=house.now) as record:
        blocks = record.beats.read_after(person.id, cursor=0)
    return [(block.source_id, block.sequence, block.series.rr_ms.tolist()) for block in blocks]


def outcome(answer):
    """What became of the blocks, without the moments of the answer."""
    told = answer.json()
    return {name: told[name] for name in ("acknowledged", "refused", "kept_out")}


def test_an_uploaded_block_is_acknowledged_and_stored(house, anna):
    sender = house.sender(anna)
    answer = sender.send(sender.block(seconds=3))
    assert answer.status_code == 200
    assert outcome(answer) == {"acknowledged": [0], "refused": [], "kept_out": None}
    assert _stored(house, anna) == [(sender.source, 0, [1000.0] * 3)]


def test_repeated_block_is_acknowledged_but_stored_once(house, anna):
    sender = house.sender(anna)
    block = sender.block()
    assert [sender.send(block).json()["acknowledged"] for _ in range(3)] == [[0], [0], [0]]
    assert len(_stored(house, anna)) == 1


def test_reused_sequence_with_other_beats_is_refused(house, anna):
    sender = house.sender(anna)
    sender.send(sender.block(sequence=0, rr_ms=800.0))
    answer = sender.send(sender.block(sequence=0, rr_ms=900.0)).json()
    assert answer["acknowledged"] == []
    assert "Start a new source" in answer["refused"][0]["reason"]
    assert _stored(house, anna)[0][2][0] == 800.0


def test_bad_block_does_not_block_the_others(house, anna):
    sender = house.sender(anna)
    good, bad = sender.block(), sender.block(rr_ms=0.0)
    answer = sender.send(good, bad).json()
    assert answer["acknowledged"] == [good["sequence"]]
    assert [refused["sequence"] for refused in answer["refused"]] == [bad["sequence"]]


def test_intervals_in_seconds_are_refused_with_the_reason(house, anna):
    sender = house.sender(anna)
    assert "look like seconds" in sender.send(sender.block(rr_ms=0.8)).json()["refused"][0]["reason"]


@examples(15, without=(HealthCheck.function_scoped_fixture,))
@given(plan=st.lists(st.integers(0, 5), min_size=1, max_size=12), split=st.integers(1, 4))
def test_blocks_are_stored_once_in_any_order_and_batching(house, plan, split):
    person = house.account(Role.EMPLOYEE, f"person {uuid.uuid4()}")
    sender = house.sender(person)
    blocks = {n: sender.block(sequence=n, ends=house.now + timedelta(seconds=10 * n)) for n in set(plan)}
    for first in range(0, len(plan), split):
        answer = outcome(sender.send(*(blocks[n] for n in plan[first : first + split])))
        assert answer == {"acknowledged": plan[first : first + split], "refused": [], "kept_out": None}
    assert sorted(sequence for _, sequence, _ in _stored(house, person)) == sorted(set(plan))


def test_without_consent_nothing_is_stored(house, anna):
    client = house.visitor(Authorization=f"Bearer {house.device_of(anna)}")
    sender = type(house.sender(house.account(anna.role, "Other")))(house, client)
    answer = sender.send().json()
    assert answer["acknowledged"] == []
    assert "has not said yes" in answer["refused"][0]["reason"]
    assert _stored(house, anna) == []


def test_a_withdrawn_consent_refuses_the_very_next_upload(house, anna):
    sender = house.sender(anna)
    sender.send()
    with house.store.begin(Employee(anna.id), now=house.now) as record:
        for consent in record.consents.live(anna.id, purpose=Purpose.STORE):
            record.consents.withdraw(consent.id)
    assert sender.send().json()["acknowledged"] == []
    assert len(_stored(house, anna)) == 1


def test_revoked_device_must_pair_again(house, anna):
    sender = house.sender(anna)
    with house.store.begin(Employee(anna.id), now=house.now) as record:
        record.devices.revoke(record.devices.list(anna.id)[0].id)
    answer = sender.send()
    assert answer.status_code == 401
    assert "Pair it again" in answer.json()["detail"]


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic d3Jvbmc="}])
def test_without_a_device_token_nothing_is_read(house, header):
    assert house.visitor(**header).post("/api/v1/beats", json={}).status_code == 401


def test_another_persons_source_cannot_be_continued(house, anna):
    first, second = house.sender(anna), house.sender(house.account(anna.role, "Bo"))
    first.send()
    second.source = first.source
    answer = second.send()
    assert answer.status_code == 409
    assert "Start a new source" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kind": "sleep"}, "'kind' must be one of"),
        ({"source": 7}, "'source' must be a UUID"),
        ({"sent_at": "yesterday"}, "'sent_at' must be a date"),
        ({"blocks": []}, "'blocks' is too short"),
        ({"extra": 1}, "'extra' is not known here"),
    ],
)
def test_malformed_upload_gets_one_sentence(house, anna, changed, words):
    answer = house.sender(anna).send(**changed)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(words)
    assert answer.json()["code"].startswith("field.")


def test_a_refusal_never_repeats_what_was_sent(house, anna):
    sender = house.sender(anna)
    answer = sender.send(sender.block() | {"rr_ms": ["a secret"] * 5})
    assert "secret" not in answer.text


def test_something_that_is_not_json_gets_one_sentence(house, anna):
    client = house.sender(anna).client
    answer = client.post("/api/v1/beats", content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["detail"].endswith(".")


def test_oversized_request_is_refused_before_it_is_read(house, anna):
    client = house.sender(anna).client
    announced, unannounced = b" " * (LARGEST_BODY + 1), (b" " * 65_536 for _ in range(LARGEST_BODY // 65_536 + 1))
    for content in (announced, unannounced):
        answer = client.post("/api/v1/beats", content=content)
        assert answer.status_code == 413
        assert "smaller parts" in answer.json()["detail"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_more_blocks_than_a_request_may_carry_are_refused(house, anna):
    sender = house.sender(anna)
    assert sender.send(*(sender.block(seconds=1) for _ in range(MOST_BLOCKS + 1))).status_code == 422


@pytest.mark.parametrize("error", [DatabaseBusy, DatabaseFull, DatabaseUnreachable, StoreError])
def test_unavailable_record_asks_the_sender_to_keep_its_beats(house, anna, error, monkeypatch):
    sender = house.sender(anna)

    def refuse(*_, **__):
        raise error(texts.BUSY())

    monkeypatch.setattr("store.repositories.measured.beats.Beats.append_all", refuse)
    answer = sender.send()
    assert answer.status_code == 503
    assert "Keep what you have" in answer.json()["detail"]
    assert int(answer.headers["Retry-After"]) > 0
    assert _stored(house, anna) == []


def test_a_failure_after_some_blocks_stores_none_of_the_request(house, anna, monkeypatch):
    from store.repositories.measured.beats import Beats

    sender = house.sender(anna)
    plain = Beats.append_all

    def full_at_the_second(self, source_id, blocks):
        plain(self, source_id, blocks[:1])
        raise DatabaseFull(texts.FULL())

    monkeypatch.setattr(Beats, "append_all", full_at_the_second)
    assert sender.send(sender.block(), sender.block()).status_code == 503
    assert _stored(house, anna) == []


def test_ingest_metrics_count_without_naming_people(house, anna):
    sender = house.sender(anna)
    sender.send(sender.block(seconds=7), sender.block(rr_ms=0.0))
    text = house.app.state.context.metrics.text().decode()
    assert "pulsro_beats_stored_total 7.0" in text
    assert "pulsro_blocks_refused_total 1.0" in text
    assert anna.id not in text


# ---------------------------------------------------------------------------- clocks
def clock_of(house, person):
    with house.store.reading(Employee(person.id), now=house.now) as record:
        (device,) = record.devices.list(person.id)
    return device.clock_offset_s, device.round_trip_s


def test_ingest_answer_gives_the_server_time(house, anna):
    answer = house.sender(anna).send().json()
    assert answer["received_at"] == answer["answered_at"] == "2026-11-21T08:00:00Z"


@pytest.mark.parametrize(
    ("off", "words"),
    [
        (timedelta(days=-1), "is 1 day slow"),
        (timedelta(hours=3, minutes=1), "is 3 hours fast"),
        (timedelta(seconds=31), "is 31 seconds fast"),
    ],
)
def test_beats_from_a_wrong_clock_are_kept_out_with_a_reason(house, anna, off, words):
    sender = house.sender(anna)
    answer = outcome(sender.send(sent_at=(house.now + off).isoformat()))
    assert (answer["acknowledged"], answer["refused"]) == ([], [])
    assert words in answer["kept_out"]
    assert "The heartbeats are kept" in answer["kept_out"]
    assert _stored(house, anna) == []
    assert clock_of(house, anna) == (-off.total_seconds(), None)


def test_small_clock_error_is_noted_and_beats_are_accepted(house, anna):
    sender = house.sender(anna)
    assert sender.send(sent_at=(house.now - timedelta(seconds=12)).isoformat()).json()["acknowledged"] == [0]
    assert clock_of(house, anna) == (12.0, None)


def test_senders_own_clock_measure_and_shift_are_stored(house, anna):
    sender = house.sender(anna)
    sender.send(clock={"offset_s": 7200.25, "round_trip_s": 0.5, "shift_s": 7200.0})
    assert clock_of(house, anna) == (7200.25, 0.5)
    with house.store.reading(Employee(anna.id), now=house.now) as record:
        assert [source.shift_s for source in record.beats.sources(anna.id)] == [7200.0]


def test_metrics_skip_beats_that_were_kept_out(house, anna):
    house.sender(anna).send(sent_at="2020-01-01T00:00:00Z")
    assert "pulsro_beats_stored_total 0.0" in house.app.state.context.metrics.text().decode()
