from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from alerts.pipeline.compute import InProcess
from alerts.schedule import purge
from alerts.schedule.clock import Clock
from alerts.schedule.purge import keep_house
from store.subjects import Engine
from tests.patience import PATIENCE_S


@pytest.fixture
def emptied_store(sqlite_record):
    return sqlite_record


@pytest.fixture
def old_link(office):
    """A sign-in link that ran out long ago."""
    with office.store.begin(Engine(), now=office.now - timedelta(days=60)) as record:
        account = record.accounts.everyone()[0] if record.accounts.everyone() else None
        record.sign_in.create_link(account.id, lifetime=timedelta(hours=1))


@pytest.mark.usefixtures("old_link")
def test_expired_data_is_deleted_once(office):
    assert keep_house(office.store, now=office.now) == 1
    assert keep_house(office.store, now=office.now) == 0


@pytest.mark.usefixtures("old_link")
def test_failed_deletion_is_retried_the_next_day(office, monkeypatch):
    def locked(_record):
        raise OperationalError("DELETE", {}, Exception("database is locked"))

    monkeypatch.setattr(purge, "purge", locked)
    assert keep_house(office.store, now=office.now) == 0
    monkeypatch.undo()
    assert keep_house(office.store, now=office.now) == 1


@pytest.mark.usefixtures("old_link")
def test_clock_purges_when_it_starts(office, monkeypatch):
    kept, done = [], threading.Event()

    def noted(store, *, now):
        kept.append(keep_house(store, now=now))
        done.set()

    monkeypatch.setattr("alerts.schedule.clock.keep_house", noted)
    with Clock(office.store, compute=InProcess(), now=lambda: office.now):
        assert done.wait(PATIENCE_S)
    assert kept == [1]
