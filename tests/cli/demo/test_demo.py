from __future__ import annotations

import shlex
import signal
import socket
from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from cli.demo import demo_server, history, workplace
from cli.demo.demo_server import HOST, listening
from cli.demo.workplace import NEWCOMER_DAYS, WEARERS, Story, sittings
from cli.main import app
from tests.tour import OURS, demo_line

LAST = date(2026, 11, 20)


@pytest.fixture
def short_history(monkeypatch):
    """Six weeks instead of four months; the recovered person's conversation still fits in."""
    monkeypatch.setattr(workplace, "HISTORY_DAYS", 42)
    monkeypatch.setattr(history, "HISTORY_DAYS", 42)


@pytest.fixture
def pulsro():
    terminated = signal.getsignal(signal.SIGTERM)
    yield lambda *words: CliRunner().invoke(app, [str(word) for word in words])
    signal.signal(signal.SIGTERM, terminated)


def test_demo_of_the_tour_answers_and_opens_again_as_it_was(pulsro, short_history, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = pulsro(*shlex.split(demo_line().removeprefix(OURS)))
    assert first.exit_code == 0, first.output
    assert first.output.count("/sign-in/link/") == 2
    assert "The pages answer." in first.output

    monkeypatch.setattr(history, "live_through", None)  # the months are not lived through again
    again = pulsro("demo", "--folder", "my-workplace", "--exit-after", 0)
    assert again.exit_code == 0, again.output

    monkeypatch.setattr(demo_server, "NURSE_PAGES", ("/nowhere",))
    broken = pulsro("demo", "--folder", "my-workplace", "--exit-after", 0)
    assert broken.exit_code == 1
    assert "/nowhere does not answer" in broken.output


def test_demo_picks_a_free_port_if_taken():
    with socket.create_server((HOST, 0)) as taken:
        usual = taken.getsockname()[1]
        with listening((usual, 0)) as listener:
            assert listener.getsockname()[1] != usual


def test_nobody_gets_a_port_that_a_demo_is_about_to_use():
    with listening((0,)) as first, pytest.raises(OSError, match="Another program"):
        listening((first.getsockname()[1],))


def test_demo_names_the_requested_port_if_taken(pulsro, tmp_path):
    with socket.create_server((HOST, 0)) as taken:
        refused = pulsro("demo", "--folder", tmp_path, "--port", taken.getsockname()[1], "--exit-after", 0)
    assert refused.exit_code == 1
    assert "Choose another --port" in refused.output


def test_demo_people_are_the_same_in_every_run():
    for wearer in WEARERS:
        first, second = (next(sittings(wearer, until=LAST)) for _ in range(2))
        assert first.began == second.began
        assert first.series.rr_ms.tolist() == second.series.rr_ms.tolist()


@pytest.mark.parametrize("wearer", WEARERS, ids=lambda wearer: wearer.name)
def test_demo_measures_only_workdays_until_the_last_day(wearer):
    mornings = [sitting.began.date() for sitting in sittings(wearer, until=LAST)]
    assert mornings == sorted(set(mornings))
    assert max(mornings) <= LAST
    assert all(morning.weekday() < 5 for morning in mornings)


def test_each_demo_story_shows_in_its_mornings():
    mornings = {wearer.story: [each.began.date() for each in sittings(wearer, until=LAST)] for wearer in WEARERS}
    assert min(mornings[Story.NEWCOMER]) >= LAST - timedelta(days=NEWCOMER_DAYS + 1)
    assert len(mornings[Story.GAPS]) < len(mornings[Story.STEADY]) / 2
    assert {wearer.story for wearer in WEARERS} == set(Story)
