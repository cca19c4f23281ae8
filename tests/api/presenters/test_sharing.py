from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from alerts.calendar import span_of
from api.presenters.sharing import FORMER_NURSE, last_day, ledger_lines, newest_looks, shares
from store.models import AccessEvent, Consent, ConsentText, Purpose, Scope
from tests.properties import examples

ZONE = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NURSES = {"n": "Nora"}


def consent(purpose=Purpose.TREND, *, nurse="n", scope=Scope.TREND, given=0, until=None, withdrawn=None):
    words = ConsentText("2026-11", "0" * 64, "en")
    given_at = NOW - timedelta(days=10 - given)
    by = None if withdrawn is None else "p"
    return Consent(f"id-{given}", "p", purpose, nurse, scope, words, given_at, until, withdrawn, by)


def shared(*ledger):
    return shares(ledger, nurses=NURSES, now=NOW, zone=ZONE)


def lines(*ledger):
    return ledger_lines(ledger, nurses=NURSES, now=NOW)


def test_live_share_lists_nurse_scope_and_end():
    (share,) = shared(consent(until=span_of(date(2026, 12, 24), zone=ZONE)[1]))
    assert (share.nurse, share.until) == ("Nora", date(2026, 12, 24))


def test_withdrawn_consent_is_not_a_share():
    assert shared(consent(withdrawn=NOW - timedelta(seconds=1))) == ()


def test_expired_consent_is_not_a_share():
    assert shared(consent(until=NOW)) == ()


def test_storing_consent_is_not_listed_as_a_share():
    assert shared(consent(Purpose.STORE, nurse=None, scope=Scope.NOTHING)) == ()


def test_the_newest_share_comes_first():
    assert [share.id for share in shared(consent(given=1), consent(given=5))] == ["id-5", "id-1"]


def test_ratings_are_named_only_where_they_are_shared():
    (plain,), (more,) = shared(consent()), shared(consent(scope=Scope.TREND | Scope.RATINGS))
    assert "ratings" in more.sees
    assert "ratings" not in plain.sees


def test_a_nurse_who_left_is_named_as_such():
    (share,) = shared(consent(nurse="gone"))
    assert share.nurse == FORMER_NURSE()


def test_ledger_shows_how_each_consent_ended():
    taken_back = NOW - timedelta(days=1)
    ran_out = NOW - timedelta(hours=1)
    newest, middle, oldest = lines(
        consent(given=1), consent(given=2, withdrawn=taken_back, until=ran_out), consent(given=3, until=ran_out)
    )
    assert (newest.ran_out_at, newest.withdrawn_at) == (ran_out, None)
    assert (middle.ran_out_at, middle.withdrawn_at) == (None, taken_back)
    assert (oldest.ran_out_at, oldest.withdrawn_at) == (None, None)


def test_the_ledger_names_nobody_for_being_measured():
    (line,) = lines(consent(Purpose.STORE, nurse=None))
    assert line.nurse == ""


def test_looks_are_newest_first_with_plain_names():
    first, second = newest_looks(
        [
            AccessEvent(NOW - timedelta(days=1), "n", "Nora", ("light", "days")),
            AccessEvent(NOW, "n", "Nora", ("something new",)),
        ]
    )
    assert first.in_words == ("something new",)
    assert second.in_words == ("your light", "your daily values")


def test_look_of_a_closed_account_still_says_who_it_was():
    (look,) = newest_looks([AccessEvent(NOW, "n", "", ("light",))])
    assert (look.reader_name, look.reader) == ("", FORMER_NURSE())


@examples(60)
@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.sampled_from(["Europe/Copenhagen", "Pacific/Auckland", "America/St_Johns", "UTC"]),
)
def test_share_shows_its_last_day_inclusive_in_any_zone(day, name):
    zone = ZoneInfo(name)
    assert last_day(span_of(day, zone=zone)[1], zone=zone) == day
