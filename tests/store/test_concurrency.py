"""Several at once: threads with connections of their own, and processes, on both engines."""

from __future__ import annotations

import multiprocessing
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest

from hrv import Colour
from store import KeyRing, NotHere, Store
from store.erase import erase_person
from store.models import AlreadyThere, Appended, CaseState, PromptContent, Purpose
from store.subjects import Engine
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.both_engines
SECOND = timedelta(seconds=1)
WORKERS = 4


@pytest.fixture
def together():
    """Run one function in several threads that begin at the same moment; what each of them got."""

    def run(work, n=WORKERS):
        gate = threading.Barrier(n)

        def begin(number):
            gate.wait()
            return work(number)

        with ThreadPoolExecutor(n) as pool:
            return list(pool.map(begin, range(n)))

    return run


def flat(lists):
    return [each for one in lists for each in one]


def test_concurrent_claims_never_share_a_recording(world, together, make):
    strap = world.strap(world.alice)
    for _ in range(12):
        world.send(strap, world.source(strap), sequence=0, series=make.beats())

    def claim(_):
        got = []
        for _ in range(4):
            with world.engine() as record:
                got += [claimed.recording.id for claimed in record.recordings.due(limit=2)]
        return got

    claimed = flat(together(claim))
    assert len(claimed) == len(set(claimed)) == 12


def test_concurrent_claims_never_share_a_light(world, together):
    with world.engine() as record:
        for person in (world.alice, world.bob):
            record.lights.schedule(person.person_id, at=world.now)

    def claim(_):
        with world.engine() as record:
            return [claimed.person_id for claimed in record.lights.due(limit=1)]

    assert sorted(flat(together(claim))) == sorted([world.alice.person_id, world.bob.person_id])


def test_one_block_sent_by_several_at_once_is_stored_once(world, together, make):
    strap = world.strap(world.alice)
    source_id = world.source(strap)
    answers = together(lambda _: world.send(strap, source_id, sequence=0, series=make.beats()))
    assert [type(answer) for answer in answers].count(Appended) == 1
    assert [type(answer) for answer in answers].count(AlreadyThere) == WORKERS - 1
    with world.as_(world.alice) as record:
        assert len(record.beats.read_after(world.alice.person_id, cursor=0)) == 1
        assert len(record.recordings.list(world.alice.person_id)) == 1


def test_a_source_announced_by_several_at_once_is_one_source(world, together):
    strap = world.strap(world.alice)
    source_id = str(uuid.uuid4())

    def announce(_):
        with world.as_(strap) as record:
            return record.beats.open_source(source_id, kind="workday")

    assert len(set(together(announce))) == 1


def test_a_live_page_misses_no_block_while_several_straps_send(world, together, make):
    straps = [world.strap(world.alice) for _ in range(WORKERS - 1)]
    sources = [world.source(strap) for strap in straps]
    seen = []

    def send_or_follow(number):
        if number < len(straps):
            for sequence in range(10):
                start = world.now + (100 * number + 9 * sequence) * SECOND
                world.send(straps[number], sources[number], sequence=sequence, series=make.beats(start=start))
            return
        cursor = 0
        while len(seen) < 10 * len(straps):
            with world.store.reading(world.alice, now=world.now) as record:
                blocks = record.beats.read_after(world.alice.person_id, cursor=cursor)
            seen.extend((block.source_id, block.sequence) for block in blocks)
            cursor = blocks[-1].cursor if blocks else cursor

    together(send_or_follow)
    assert len(seen) == len(set(seen)) == 10 * len(straps)


def test_two_evaluations_at_once_give_one_flip(world, together, make):
    with world.engine() as record:
        record.lights.schedule(world.alice.person_id, at=world.now)
        (claimed,) = record.lights.due(limit=1)

    def flip(_):
        with world.engine() as record:
            light = make.light(Colour.YELLOW)
            return record.lights.flip(
                world.alice.person_id, revision=claimed.revision, light=light, next_evaluation_at=None
            )

    assert sum(flip is not None for flip in together(flip)) == 1
    with world.engine() as record:
        assert len(record.lights.flips(world.alice.person_id)) == 1


def test_a_flip_is_followed_by_one_prompt_that_is_delivered_once(world, together, make):
    with world.engine() as record:
        record.lights.schedule(world.alice.person_id, at=world.now)
        (claimed,) = record.lights.due(limit=1)
        light = make.light(Colour.YELLOW)
        flip = record.lights.flip(
            world.alice.person_id, revision=claimed.revision, light=light, next_evaluation_at=None
        )

    def follow(_):
        with world.engine() as record:
            content = PromptContent("yellow", "below", ())
            return record.prompts.create_for_flip(flip.id, due_at=world.now, content=content)

    (prompt,) = [prompt for prompt in together(follow) if prompt is not None]

    def deliver(_):
        with world.engine() as record:
            return record.prompts.deliver(prompt.id)

    assert together(deliver).count(True) == 1


def test_asking_several_times_at_once_opens_one_case(world, together):
    def ask(_):
        with world.as_(world.alice) as record:
            return record.cases.open(world.alice.person_id, nurse_id=world.nora.account_id).id

    assert len(set(together(ask))) == 1


def test_a_link_used_by_several_at_once_opens_once(world, together):
    with world.engine() as record:
        link = record.sign_in.create_link(world.alice.person_id, lifetime=SECOND)

    def use(_):
        with world.engine() as record:
            return record.sign_in.use_link(link.token) is not None

    assert together(use).count(True) == 1


def test_concurrent_withdrawals_of_a_consent_count_once(world, together):
    consent = world.agree(world.alice, Purpose.STORE)

    def withdraw(_):
        with world.as_(world.alice) as record:
            return record.consents.withdraw(consent.id)

    assert together(withdraw).count(True) == 1


def test_case_and_one_of_its_shares_can_be_withdrawn_together(world):
    world.agree(world.alice, Purpose.CASE, nurse=world.nora)
    trend = world.share_trend(world.alice, world.nora)
    with world.as_(world.alice) as record:
        case = record.cases.open(world.alice.person_id, nurse_id=world.nora.account_id)

    def stop():
        with world.as_(world.alice) as record:
            return record.cases.move(case.id, revision=case.revision, to=CaseState.WITHDRAWN)

    with ThreadPoolExecutor(1) as pool:
        with world.as_(world.alice) as record:
            assert record.consents.withdraw(trend.id)
            stopping = pool.submit(stop)
            wait([stopping], timeout=0.5)  # time enough to arrive where it has to wait for this transaction
        assert stopping.result() is not None
    with world.as_(world.nora) as record:
        assert record.cases.get(case.id) is None


def test_the_audit_stays_one_chain_while_many_write_it(world, together):
    def write(number):
        for _ in range(5):
            with world.as_(world.olga) as record:
                record.sign_in.refused(f"account {number}")

    together(write)
    with world.engine() as record:
        report = record.audit.verify()
    assert (report.broken_at, report.n_events) == (None, 5 + 5 * WORKERS)


def test_beats_are_never_stored_during_erasure(world, together, make):
    strap = world.strap(world.alice)
    source_id = world.source(strap)

    def send_or_erase(number):
        try:
            if number == 0:
                with world.as_(world.alice) as record:
                    erase_person(record, world.alice.person_id)
                return
            world.send(strap, source_id, sequence=number, series=make.beats(start=world.now + 10 * number * SECOND))
        except NotHere:
            pass

    together(send_or_erase)
    with world.engine() as record:
        assert record.beats.read_after(world.alice.person_id, cursor=0) == ()
        assert record.accounts.get(world.alice.person_id) is None


def claim_in_a_process(url, master, now, gate, results):
    """What a second worker process does."""
    store = Store(url, KeyRing(master))
    gate.wait()
    got = []
    for _ in range(6):
        with store.begin(Engine(), now=now) as record:
            got += [claimed.recording.id for claimed in record.recordings.due(limit=1)]
    results.put(got)
    store.close()


def test_worker_processes_share_the_work_without_doing_any_twice(world, database_url, make):
    strap = world.strap(world.alice)
    for _ in range(8):
        world.send(strap, world.source(strap), sequence=0, series=make.beats())
    context = multiprocessing.get_context("spawn")
    gate, results = context.Barrier(2), context.Queue()
    arguments = (database_url, bytes(32), world.now, gate, results)
    workers = [context.Process(target=claim_in_a_process, args=arguments) for _ in range(2)]
    for worker in workers:
        worker.start()
    claimed = flat(results.get(timeout=PATIENCE_S) for _ in workers)
    for worker in workers:
        worker.join()
    assert len(claimed) == len(set(claimed)) == 8
