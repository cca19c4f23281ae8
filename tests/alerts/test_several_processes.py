from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from hrv import Colour, Kind
from store import KeyRing, Store
from tests.patience import PATIENCE_S

TICKING = Path(__file__).parent / "ticking.py"
LATER = timedelta(minutes=30)
CHECKS = 4  # one less than a first usual range needs, so that Bob is grey whichever of them is analysed first


@pytest.fixture
def key_file(tmp_path):
    return tmp_path / "master.key"


@pytest.fixture
def store(database_url, key_file):
    opened = Store(database_url, KeyRing.from_file(key_file))
    yield opened
    opened.close()


@pytest.fixture
def start(database_url, key_file, tmp_path, office, window_at):
    """Start a process that ticks as soon as all are ready."""
    started = []
    window = tmp_path / "window.json"
    window.write_text(json.dumps(window_at(0.0).to_json()))

    def once():
        arguments = [database_url, key_file, (office.now + LATER).isoformat(), tmp_path / "go", window]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        process = subprocess.Popen(
            [sys.executable, TICKING, *arguments], stdout=subprocess.PIPE, text=True, env=environment
        )
        started.append(process)
        while process.stdout.readline().strip() != "ready":
            assert process.poll() is None
        return process

    yield once
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def morning(office, steady, heart):
    """Alice has been low for three weeks; Bob's strap sent four checks that nobody has analysed."""
    office.days(office.alice, [*steady(60), *steady(21, level=3.2)])
    strap = office.strap(office.bob)
    for back in range(CHECKS):
        office.send(strap, heart(start=office.now - timedelta(days=back), minutes=3.3), now=office.now)


def what_came_of_it(office):
    with office.as_(office.bob, later=LATER) as record:
        checks = record.recordings.list(office.bob.person_id)
        windows = [len(record.windows.of_recording(check.id)) for check in checks]
        values = record.days.list(office.bob.person_id, kinds=[Kind.CHECK])
        assert [check.analysis_due_at for check in checks] == [None] * CHECKS
    return {
        "alice": office.colours(office.alice),
        "prompts": [prompt.content.colour for prompt in office.prompts(office.alice)],
        "windows": windows,
        "values": len(values),
        "bob": office.colours(office.bob),
    }


def as_if_one_had_ticked(found):
    assert found["alice"] in ([Colour.YELLOW], [Colour.RED])
    assert found["prompts"] == found["alice"]
    assert found["windows"] == [1] * CHECKS
    assert found["values"] == CHECKS
    assert found["bob"] == [Colour.GREY]


def test_two_concurrent_ticks_give_one_flip_and_one_prompt(office, morning, start, tmp_path):
    processes = [start(), start()]
    (tmp_path / "go").touch()
    tallies = [json.loads(process.communicate(timeout=PATIENCE_S)[0].splitlines()[-1]) for process in processes]
    as_if_one_had_ticked(what_came_of_it(office))
    together = {name: sum(tally[name] for tally in tallies) for name in tallies[0]}
    assert together == {"analysed": CHECKS, "flips": 2, "prompts": 1, "delivered": 1, "reviews": 0, "sessions": 0}


def test_killed_ticks_leave_nothing_doubled_or_undone(office, morning, start, tmp_path, tick):
    (tmp_path / "go").touch()
    for patience_s in (0.0, 0.3):
        process = start()
        time.sleep(patience_s)
        process.kill()
        process.wait()
    tick(office, later=LATER + timedelta(minutes=6))
    as_if_one_had_ticked(what_came_of_it(office))


def test_a_second_tick_at_the_same_moment_does_nothing(office, morning, tick):
    assert tick(office, later=LATER).analysed == CHECKS
    again = tick(office, later=LATER)
    assert (again.analysed, again.flips, again.prompts, again.delivered) == (0, 0, 0, 0)
    as_if_one_had_ticked(what_came_of_it(office))
