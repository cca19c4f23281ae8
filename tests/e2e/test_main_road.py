"""The whole way of the data, through the HTTP doors: beats, light, prompt, conversation, trend, withdrawal."""

from __future__ import annotations

import asyncio
import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from alerts.pipeline.compute import InProcess
from alerts.schedule.tick import tick
from sensors.beat_clock.beat import from_series
from sensors.beat_clock.clock import BeatClock
from sensors.recordings.registry import read
from sensors.simulation.heart import HeartModel, Physiology
from sensors.simulation.replay import ReplayedStrap
from sensors.upload.blocks import BlockBuilder
from sensors.upload.ingest_client import request_body
from sensors.upload.spool import Batch, RecordingKind
from store.subjects import Employee, Role
from tests.e2e.conftest import FIRST_MORNING

if TYPE_CHECKING:
    from tests.api.conftest import House

USUAL_RMSSD_MS = 45.0
FALLEN_RMSSD_MS = 27.0
STEADY_DAYS = 45
FALLEN_DAYS = 12
CHECK_S = 185.0


class Strap:
    """A person's gateway, as the server's door knows it."""

    def __init__(self, house: House, token: str) -> None:
        self._house = house
        self._door = house.visitor(Authorization=f"Bearer {token}")

    def send(self, beats, *, kind: RecordingKind):
        blocks = BlockBuilder(str(uuid.uuid4()), block_s=30.0)
        whole = (*blocks.push(beats), *blocks.flush())
        answers = []
        for first in range(0, len(whole), 60):
            batch = Batch(blocks.source, kind, whole[first : first + 60])
            answers.append(self._door.post("/api/v1/beats", json=request_body(batch, sent_at=self._house.now)))
        return answers

    def morning_check(self, dice, *, rmssd_ms: float):
        """Three minutes of a seated heart whose packets end now."""
        heart = HeartModel(dice, Physiology(rmssd_ms=rmssd_ms * float(np.exp(dice.normal(0, 0.12)))))
        series = heart.series(self._house.now.timestamp() - CHECK_S, CHECK_S)
        return self.send(from_series(series), kind=RecordingKind.CHECK)


@pytest.fixture
def anna(house):
    account = house.account(Role.EMPLOYEE, "Anna")
    browser = house.signed_in(account)
    assert browser.post("/api/v1/consents/storing").status_code == 200
    token = browser.post("/api/v1/devices", json={"name": "my strap"}).json()["token"]
    return account, Strap(house, token)


def live_mornings(house: House, strap: Strap, dice, *, days: int, rmssd_ms: float) -> None:
    """One check every morning, and the clock's ticks at ten and in the evening."""
    for _ in range(days):
        for answer in strap.morning_check(dice, rmssd_ms=rmssd_ms):
            assert answer.status_code == 200, answer.text
            assert not answer.json()["refused"]
        for hours in (3, 10):
            house.wall.forward(hours=hours)
            tick(house.store, now=house.now, compute=InProcess())
        house.wall.forward(hours=11)


def test_fall_leads_to_a_conversation_that_withdrawal_ends(house, anna):
    account, strap = anna
    nurse = house.account(Role.NURSE, "Nora")
    dice = np.random.default_rng(5)

    live_mornings(house, strap, dice, days=STEADY_DAYS, rmssd_ms=USUAL_RMSSD_MS)
    assert house.signed_in(account).get("/api/v1/light").json()["colour"] == "green"

    live_mornings(house, strap, dice, days=FALLEN_DAYS, rmssd_ms=FALLEN_RMSSD_MS)
    fallen_on = (FIRST_MORNING + timedelta(days=STEADY_DAYS)).date()
    anna_browser, nora_browser = house.signed_in(account), house.signed_in(nurse)
    light = anna_browser.get("/api/v1/light").json()
    assert light["colour"] in {"yellow", "red"}
    assert abs(date.fromisoformat(light["since"]) - fallen_on) <= timedelta(days=4)

    assert nora_browser.get("/worklist").status_code == 200
    assert nora_browser.get(f"/people/{account.id}").status_code == 404
    assert nora_browser.get(f"/api/v1/people/{account.id}/trend").status_code == 404

    prompt_id = _waiting_prompt(house, account)
    today = anna_browser.get("/today")
    assert prompt_id in today.text
    until = (house.now + timedelta(days=56)).date().isoformat()
    wish = {"prompt": prompt_id, "nurse": nurse.id, "share": "trend", "until": until}
    asked = anna_browser.post("/talk", data=wish)
    assert asked.status_code == 303, asked.text
    assert _waiting_prompt(house, account) is None

    assert account.name in nora_browser.get("/worklist").text
    page = nora_browser.get(f"/people/{account.id}")
    assert page.status_code == 200
    assert "below" in page.text
    trend = nora_browser.get(f"/api/v1/people/{account.id}/trend").json()
    assert len(trend["days"]) >= STEADY_DAYS
    assert trend["light"]["colour"] == light["colour"]
    looks = anna_browser.get("/api/v1/looks").json()
    assert {look["reader_name"] for look in looks} == {nurse.name}

    for consent in anna_browser.get("/api/v1/consents").json():
        if consent["purpose"] in {"trend", "case"}:
            assert anna_browser.post(f"/api/v1/consents/{consent['id']}/withdraw").status_code == 204
    assert nora_browser.get(f"/people/{account.id}").status_code == 404
    assert nora_browser.get(f"/api/v1/people/{account.id}/trend").status_code == 404
    assert account.name not in nora_browser.get("/worklist").text


@pytest.mark.real
def test_a_real_recording_replayed_as_a_strap_gives_windows(house, anna, real_data):
    account, strap = anna
    recorded = read(real_data / "polar-h10-rest" / "control_24.csv.gz")
    answers = _replay(house, strap, recorded.series, minutes=40)
    assert all(answer.status_code == 200 for answer in answers)
    windows = _windows_of_the_only_recording(house, account)
    assert len(windows) >= 6
    assert sum(window["rmssd_ms"] is not None for window in windows) >= 5


@pytest.mark.real
@pytest.mark.nightly
def test_constant_extra_beats_never_come_out_green(house, anna, real_data):
    account, strap = anna
    live_mornings(house, strap, np.random.default_rng(6), days=20, rmssd_ms=USUAL_RMSSD_MS)
    assert house.signed_in(account).get("/api/v1/light").json()["colour"] == "green"
    recorded = read(real_data / "pvc" / "polar_h10.csv.gz")
    for _ in range(3):
        _replay(house, strap, recorded.series, minutes=3.2, kind=RecordingKind.CHECK)
        house.wall.forward(hours=10)
        tick(house.store, now=house.now, compute=InProcess())
        house.wall.forward(hours=14)
    light = house.signed_in(account).get("/api/v1/light").json()
    assert light["colour"] == "grey"
    assert "nurse or doctor" in house.signed_in(account).get("/today").text


def _replay(house: House, strap: Strap, series, *, minutes: float, kind=RecordingKind.IMPORT):
    """The first minutes of a recording through strap, clock and door, so that they end now."""
    start_s = float(series.time_s[0])
    piece = series.between(start_s, start_s + 60 * minutes)
    worn = ReplayedStrap(piece, ends_at_s=house.now.timestamp() - 5, speed=0)
    return strap.send(asyncio.run(_heard(worn)), kind=kind)


async def _heard(worn: ReplayedStrap):
    clock, beats = BeatClock(unix_offset_s=worn.unix_offset_s), []
    async for packet in worn:
        beats.extend(clock.push(packet))
    return [*beats, *clock.flush()]


def _windows_of_the_only_recording(house: House, account):
    house.wall.forward(minutes=30)
    tick(house.store, now=house.now, compute=InProcess())
    browser = house.signed_in(account)
    (recording,) = browser.get("/api/v1/recordings").json()
    return browser.get(f"/api/v1/recordings/{recording['id']}/windows").json()


def _waiting_prompt(house: House, account) -> str | None:
    with house.store.reading(Employee(account.id), now=house.now) as record:
        return next((prompt.id for prompt in record.prompts.open_for(account.id)), None)
