from __future__ import annotations

from datetime import UTC, datetime, timedelta

from api.presenters.service import BEHIND, PATIENCE, ROLE_CHOICES, WELL, service_health
from store.models import ServiceCounts
from store.subjects import Role

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def health(oldest=None):
    counts = ServiceCounts(dict.fromkeys(Role, 2), 3, 4, 5, 6, oldest)
    return service_health(counts, now=NOW)


def test_idle_service_is_healthy():
    assert (health().is_well, health().sentence) == (True, WELL)


def test_work_just_due_keeps_the_service_healthy():
    assert health(NOW - PATIENCE).is_well


def test_overdue_work_is_reported_with_advice():
    late = health(NOW - PATIENCE - timedelta(seconds=1))
    assert (late.is_well, late.sentence) == (False, BEHIND)


def test_every_count_is_shown_with_its_name():
    assert [fact.value for fact in health().facts] == [2, 2, 2, 3, 4, 5, 6]


def test_employer_is_not_an_available_role():
    assert {choice.key for choice in ROLE_CHOICES} == {"employee", "nurse", "operator"}
