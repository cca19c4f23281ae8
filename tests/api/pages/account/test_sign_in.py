from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from api import pages
from api.app import create_app
from api.credentials.cookies import PLAIN_NAME, SECURE_NAME
from api.credentials.passwords import HASHES_AT_ONCE, LONGEST, SHORTEST, PasswordRefusedError, Passwords
from api.credentials.rate_limits import PASSWORD_COST, PER_ACCOUNT, PER_ADDRESS, SignInLimits
from api.navigation.own_pages import LONGEST_ADDRESS, TOLD, own_path, sign_in_address
from api.settings import load_settings
from store.subjects import Employee, Engine, Role

PASSWORD = "a calm sea in the morning"
TRIES = PER_ACCOUNT.amount // PASSWORD_COST


def _with_password(house, account):
    hashed = house.app.state.context.passwords.hash(PASSWORD, repeated=PASSWORD)
    with house.store.begin(Engine(), now=house.now) as record:
        record.accounts.set_password_hash(account.id, hashed)
    return account


def _try(browser, email="anna@example.org", password=PASSWORD, **more):
    return browser.post("/sign-in", data={"email": email, "password": password, **more})


def _twice(house, account):
    """Two browsers in which somebody with a password is signed in."""
    _with_password(house, account)
    browsers = house.visitor(), house.visitor()
    assert [_try(each, email=account.email).status_code for each in browsers] == [303, 303]
    return browsers


# ---------------------------------------------------------------------------- by password
def test_the_right_password_signs_in_and_leads_to_the_day(house, anna):
    _with_password(house, anna)
    house.agree(anna)
    browser = house.visitor()
    answer = _try(browser, email=" ANNA@example.org ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/today")
    assert browser.get("/api/v1/me").json()["account_id"] == anna.id


@pytest.mark.parametrize(
    ("role", "home"), [(Role.EMPLOYEE, "/today"), (Role.NURSE, "/worklist"), (Role.OPERATOR, "/service")]
)
def test_each_role_begins_at_its_own_place(house, role, home):
    browser = house.signed_in(house.account(role))
    assert browser.get("/").headers["location"] == home
    assert browser.get("/sign-in").headers["location"] == home


@pytest.mark.parametrize(("email", "password"), [("anna@example.org", "wrong"), ("nobody@example.org", PASSWORD)])
def test_wrong_password_and_unknown_address_look_the_same(house, anna, email, password):
    _with_password(house, anna)
    answer = _try(house.visitor(), email=email, password=password)
    assert answer.status_code == 401
    assert "The email or the password is not right." in answer.text
    assert "set-cookie" not in answer.headers


def test_unknown_address_takes_the_same_work_as_a_known_one(house, anna, monkeypatch):
    _with_password(house, anna)
    passwords = house.app.state.context.passwords
    verified = []
    verify = passwords._hasher.verify
    monkeypatch.setattr(passwords._hasher, "verify", lambda *given: verified.append(given) or verify(*given))
    for email in ("anna@example.org", "nobody@example.org"):
        _try(house.visitor(), email=email, password="wrong")
    assert len(verified) == 2


def test_account_without_password_cannot_sign_in_with_one(house, anna):
    assert _try(house.visitor(), password="").status_code in {401, 422}
    assert _try(house.visitor()).status_code == 401


def test_a_closed_account_cannot_sign_in(house, anna):
    _with_password(house, anna)
    with house.store.begin(Engine(), now=house.now) as record:
        record.accounts.close(anna.id)
    assert _try(house.visitor()).status_code == 401


def test_sign_in_returns_to_the_requested_page(house, anna):
    _with_password(house, anna)
    turned_away = house.visitor(accept="text/html").get("/account")
    wanted = parse_qs(urlsplit(turned_away.headers["location"]).query)["next"][0]
    assert (turned_away.status_code, wanted) == (303, "/account")
    assert _try(house.visitor(), next=wanted).headers["location"] == "/account"


def _afterwards(answer):
    """Where somebody who was sent to the sign-in page goes after it."""
    assert answer.status_code == 303
    return parse_qs(urlsplit(answer.headers["location"]).query)["next"][0]


def test_sign_in_returns_to_the_page_with_its_query(house):
    answer = house.visitor(accept="text/html").get("/diary?day=2026-11-03&x=a+b")
    assert _afterwards(answer) == "/diary?day=2026-11-03&x=a+b"


@pytest.mark.parametrize(
    ("sent_from", "afterwards"),
    [
        ("{ours}/diary?day=2026-11-03#about", "/diary?day=2026-11-03"),
        ("{ours}/diary?day=2026-11-03&saved=true", "/diary?day=2026-11-03"),
        ("{ours}/today/rating", "/"),
        ("{ours}//evil.example", "/"),
        ("https://evil.example/today", "/"),
        ("nonsense", "/"),
        ("", "/"),
    ],
)
def test_form_sent_too_late_leads_back_to_its_page(house, sent_from, afterwards):
    referer = sent_from.format(ours=house.settings.public_url)
    browser = house.visitor(accept="text/html", referer=referer)
    assert _afterwards(browser.post("/today/rating")) == afterwards


def test_address_too_long_to_carry_loses_its_query():
    assert sign_in_address("/diary?day=2026-11-03") == "/sign-in?next=%2Fdiary%3Fday%3D2026-11-03"
    assert sign_in_address(f"/diary?{'x' * LONGEST_ADDRESS}") == "/sign-in?next=%2Fdiary"
    assert sign_in_address(f"/{'x' * LONGEST_ADDRESS}") == "/sign-in"


def test_what_was_done_is_known_in_every_address():
    sources = [path.read_text(encoding="utf-8") for path in Path(pages.__file__).parent.rglob("*.py")]
    told = {name for text in sources for name in re.findall(r"[?&](\w+)=(?:true|[a-z]+)[#\"]", text)}
    assert told == TOLD


@pytest.mark.parametrize(
    "wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1", "/a\nb", "/", ""]
)
def test_sign_in_never_redirects_to_another_site(wanted):
    assert own_path(wanted) is None


# ---------------------------------------------------------------------------- by link
def test_opening_a_link_signs_nobody_in(house, anna):
    token = house.link(anna)
    browser = house.visitor()
    for _ in range(3):
        answer = browser.get(f"/sign-in/link/{token}")
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
    assert browser.post("/sign-in/link", data={"token": token}).status_code == 303


def test_a_link_works_once(house, anna):
    token = house.link(anna)
    assert house.visitor().post("/sign-in/link", data={"token": token}).status_code == 303
    again = house.visitor().post("/sign-in/link", data={"token": token})
    assert again.status_code == 401
    assert "used already or is too old" in again.text


def test_expired_link_is_refused(house, anna):
    token = house.link(anna)
    house.wall.forward(days=1, seconds=1)
    assert house.visitor().post("/sign-in/link", data={"token": token}).status_code == 401


def test_unknown_link_is_refused(house):
    assert house.visitor().post("/sign-in/link", data={"token": "made up"}).status_code == 401


# ---------------------------------------------------------------------------- sessions
def test_session_cookie_is_http_only_and_same_site(house, anna):
    browser = house.visitor()
    cookie = browser.post("/sign-in/link", data={"token": house.link(anna)}).headers["set-cookie"]
    assert cookie.startswith(f"{PLAIN_NAME}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_tls_cookie_is_bound_to_the_host(store, wall, tmp_path, house, anna):
    secure = load_settings(data_dir=tmp_path, public_url="https://ro.example.org")
    house.app, house.settings = (
        create_app(secure, store, now=wall, hasher=house.app.state.context.passwords._hasher),
        secure,
    )
    answer = house.visitor().post("/sign-in/link", data={"token": house.link(anna)})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{SECURE_NAME}=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_each_sign_in_renews_the_token_and_ends_the_old_session(house, anna):
    browser = house.signed_in(anna)
    former = browser.cookies[PLAIN_NAME]
    browser.post("/sign-in/link", data={"token": house.link(anna)})
    assert browser.cookies[PLAIN_NAME] != former
    stale = house.visitor()
    stale.cookies.set(PLAIN_NAME, former)
    assert stale.get("/api/v1/me").status_code == 401


def test_unknown_session_token_is_refused(house):
    browser = house.visitor()
    browser.cookies.set(PLAIN_NAME, "made up")
    assert browser.get("/api/v1/me").status_code == 401


def test_sign_out_ends_the_session_and_clears_browser_data(house, anna):
    browser = house.signed_in(anna)
    token = browser.cookies[PLAIN_NAME]
    answer = browser.post("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies"'  # beats that wait are locked, and stay
    browser.cookies.set(PLAIN_NAME, token)
    assert browser.get("/api/v1/me").status_code == 401
    assert browser.post("/sign-out").status_code == 303


@pytest.mark.parametrize(("role", "idle_minutes"), [(Role.EMPLOYEE, 720), (Role.NURSE, 15), (Role.OPERATOR, 30)])
def test_idle_session_ends(house, role, idle_minutes):
    browser = house.signed_in(house.account(role))
    house.wall.forward(minutes=idle_minutes - 1)
    assert browser.get("/api/v1/me").status_code == 200
    house.wall.forward(minutes=idle_minutes - 1)
    assert browser.get("/api/v1/me").status_code == 200
    house.wall.forward(minutes=idle_minutes)
    assert browser.get("/api/v1/me").status_code == 401


def test_session_ends_even_when_used_all_the_time(house, nora):
    browser = house.signed_in(nora)
    for _ in range(59):
        house.wall.forward(minutes=10)
        assert browser.get("/api/v1/me").status_code == 200
    house.wall.forward(minutes=10)
    assert browser.get("/api/v1/me").status_code == 401


def test_closing_an_account_ends_its_sessions_at_once(house, anna):
    browser = house.signed_in(anna)
    with house.store.begin(Engine(), now=house.now) as record:
        record.accounts.close(anna.id)
    assert browser.get("/api/v1/me").status_code == 401


# ---------------------------------------------------------------------------- how often
def test_guessing_locks_one_account_even_for_the_right_password(house, anna):
    _with_password(house, anna)
    for _ in range(TRIES):
        assert _try(house.visitor(), password="wrong").status_code == 401
    answer = _try(house.visitor())
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Wait a quarter of an hour" in answer.text


def test_equivalent_spellings_of_an_address_share_the_tries(house):
    _with_password(house, house.account(Role.EMPLOYEE, "Jess"))
    for _ in range(TRIES):
        assert _try(house.visitor(), email="jess@example.org", password="wrong").status_code == 401
    for same in ("je\u00df@example.org", "je\u017fs@example.org", " JESS@example.org"):
        assert _try(house.visitor(), email=same, password="wrong").status_code == 429


def test_sign_in_tries_return_after_a_while():
    with time_machine.travel(0, tick=False) as traveller:
        limits = SignInLimits()
        for _ in range(TRIES):
            limits.spend(address="a", account="anna", cost=PASSWORD_COST)
        refused = limits.spend(address="a", account="anna", cost=PASSWORD_COST)
        assert not refused.granted
        traveller.shift(refused.wait_s + 1)
        assert limits.spend(address="a", account="anna", cost=PASSWORD_COST).granted


def test_correct_password_resets_the_tries(house, anna):
    _with_password(house, anna)
    for _ in range(TRIES - 1):
        _try(house.visitor(), password="wrong")
    assert _try(house.visitor()).status_code == 303
    assert _try(house.visitor(), password="wrong").status_code == 401


def test_guessing_at_many_accounts_from_one_address_is_stopped(house, anna):
    tried = [
        _try(house.visitor(), email=f"{n}@example.org").status_code
        for n in range(PER_ADDRESS.amount // PASSWORD_COST + 1)
    ]
    assert tried[:-1] == [401] * (len(tried) - 1)
    assert tried[-1] == 429


def test_guessing_at_links_is_stopped_for_that_address_only(house, anna):
    for _ in range(PER_ADDRESS.amount):
        house.visitor().post("/sign-in/link", data={"token": "made up"})
    assert house.visitor().post("/sign-in/link", data={"token": "made up"}).status_code == 429
    assert SignInLimits().spend(address="another", cost=1).granted


# ---------------------------------------------------------------------------- the account page
def test_account_page_lists_open_sessions(house, anna):
    here, there = _twice(house, anna)
    page = here.get("/account").text
    (other,) = re.findall(r"/account/sessions/([^/]+)/end", page)
    assert here.post(f"/account/sessions/{other}/end").status_code == 303
    assert there.get("/api/v1/me").status_code == 401
    assert here.get("/api/v1/me").status_code == 200


def test_session_can_be_ended_only_by_its_person(house, anna, nora):
    browser = house.signed_in(anna)
    with house.store.reading(Employee(anna.id), now=house.now) as record:
        (mine,) = record.sign_in.mine()
    assert house.signed_in(nora).post(f"/account/sessions/{mine.id}/end").status_code == 404
    assert browser.get("/api/v1/me").status_code == 200


def test_a_new_password_signs_every_other_browser_out(house, anna):
    here, there = _twice(house, anna)
    answer = here.post("/account/password", data={"password": PASSWORD, "repeated": PASSWORD, "current": PASSWORD})
    assert answer.status_code == 200
    assert "Your password is saved." in answer.text
    assert there.get("/api/v1/me").status_code == 401
    assert here.get("/api/v1/me").status_code == 200
    assert _try(house.visitor()).status_code == 303


def test_changing_a_password_needs_the_current_one(house, anna):
    here, there = _twice(house, anna)
    thiefs = {"password": "my own choice of words", "repeated": "my own choice of words"}
    for guess in ({}, {"current": "wrong"}):
        answer = here.post("/account/password", data=thiefs | guess)
        assert answer.status_code == 422
        assert "not your current password" in answer.text
    for _ in range(TRIES):
        answer = here.post("/account/password", data=thiefs | {"current": "wrong"})
    assert "Wait a quarter of an hour" in answer.text
    assert there.get("/api/v1/me").status_code == 200
    assert _try(house.visitor()).status_code == 303


def test_link_user_can_replace_a_lost_password(house, anna):
    _with_password(house, anna)
    browser = house.signed_in(anna)
    assert _try(house.visitor()).status_code == 401
    another = "a calm sea in the evening"
    assert browser.post("/account/password", data={"password": another, "repeated": another}).status_code == 200
    assert _try(house.visitor(), password=another).status_code == 303


@pytest.mark.parametrize(
    ("password", "repeated", "words"),
    [
        ("short", "short", "at least 12"),
        (PASSWORD, PASSWORD + "!", "passwords are different"),
        ("x" * (LONGEST + 1), "x" * (LONGEST + 1), "at most 256"),
    ],
)
def test_unacceptable_password_is_refused_with_advice(house, anna, password, repeated, words):
    answer = house.signed_in(anna).post("/account/password", data={"password": password, "repeated": repeated})
    assert answer.status_code == 422
    assert words in answer.text


def test_unsupported_language_is_refused(house, anna):
    browser = house.signed_in(anna)
    assert browser.post("/account/language", data={"language": "en"}).status_code == 303
    assert browser.post("/account/language", data={"language": "tlh"}).status_code == 422


# ---------------------------------------------------------------------------- passwords by themselves
def test_by_default_passwords_are_hashed_with_argon2id():
    hashed = Passwords().hash(PASSWORD, repeated=PASSWORD)
    assert hashed.startswith("$argon2id$")
    assert PASSWORD not in hashed


def test_only_a_few_passwords_are_hashed_at_once():
    assert Passwords()._turn._value == HASHES_AT_ONCE


def test_shortest_allowed_password_is_accepted():
    passwords = Passwords()
    word = "x" * SHORTEST
    assert passwords.matches(word, passwords.hash(word, repeated=word))
    with pytest.raises(PasswordRefusedError):
        passwords.hash(word[1:], repeated=word[1:])
