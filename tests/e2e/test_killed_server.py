from __future__ import annotations

import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Self

import httpx2 as httpx
import numpy as np
import pytest

from alerts.wording import agreed
from store import KeyRing, Store
from store.models import Purpose
from store.subjects import Employee, Operator, Role
from tests.e2e.server_process import ServerProcess, free_port

KILLS = 20
BEATS_A_BLOCK = 6


class DiligentSender:
    """Sends one numbered block after the other, each until it is acknowledged, and remembers what was."""

    def __init__(self, url: str, token: str, *, start_s: float) -> None:
        self.acknowledged: dict[int, list[float]] = {}
        self._url = url
        self._token = token
        self._start_s = start_s
        self._dice = np.random.default_rng(7)
        self._source = str(uuid.uuid4())
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._send_all, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _send_all(self) -> None:
        headers = {"Authorization": f"Bearer {self._token}"}
        with httpx.Client(base_url=self._url, headers=headers, trust_env=False, timeout=5.0) as client:
            moment_s, sequence = self._start_s, 0
            while not self._stop.is_set():
                rr_ms = np.round(self._dice.uniform(700, 900, BEATS_A_BLOCK))
                times = moment_s + np.cumsum(rr_ms) / 1000
                self._send_until_acknowledged(client, sequence, times.tolist(), rr_ms.tolist())
                moment_s, sequence = float(times[-1]), sequence + 1

    def _send_until_acknowledged(self, client, sequence, time_s, rr_ms) -> None:
        block = {"sequence": sequence, "time_s": time_s, "rr_ms": rr_ms}
        block |= {"segment": [0] * len(rr_ms), "flags": [0] * len(rr_ms)}
        upload = {
            "source": self._source,
            "kind": "workday",
            "sent_at": datetime.now(UTC).isoformat(),
            "blocks": [block],
        }
        while not self._stop.is_set():
            try:
                answer = client.post("/api/v1/beats", json=upload)
            except httpx.HTTPError:
                time.sleep(0.01)
                continue
            if answer.status_code == httpx.codes.OK:
                assert answer.json()["acknowledged"] == [sequence], answer.text
                self.acknowledged[sequence] = rr_ms
                return


@pytest.mark.timeout(240)
def test_every_acknowledged_beat_is_there_once_after_twenty_kills(tmp_path):
    start = datetime.now(UTC) - timedelta(hours=8)
    person_id, token = _person_with_a_strap(tmp_path)
    server = ServerProcess(tmp_path, port=free_port())
    server.start()
    dice = np.random.default_rng(20)
    with DiligentSender(server.url, token, start_s=start.timestamp()) as sender:
        for _ in range(KILLS):
            time.sleep(dice.uniform(0.01, 0.25))
            server.kill()
            server.start()
        time.sleep(0.2)
    server.kill()
    stored = _stored_rr_ms(tmp_path, person_id, start)
    acknowledged = [rr for sequence in sorted(sender.acknowledged) for rr in sender.acknowledged[sequence]]
    assert len(sender.acknowledged) > KILLS
    assert stored[: len(acknowledged)] == acknowledged
    assert len(stored) - len(acknowledged) in {0, BEATS_A_BLOCK}  # one block may be stored and not yet acknowledged


def _open(folder) -> Store:
    store = Store(f"sqlite:///{folder / 'pulsro.db'}", KeyRing.from_file(folder / "pulsro.keys"))
    store.migrate()
    return store


def _person_with_a_strap(folder) -> tuple[str, str]:
    now, store = datetime.now(UTC) - timedelta(days=1), _open(folder)
    with store.begin(Operator("the operator"), now=now) as record:
        account = record.accounts.create(role=Role.EMPLOYEE, name="Ane", email="ane@test.invalid")
    with store.begin(Employee(account.id), now=now) as record:
        record.consents.give(account.id, purpose=Purpose.STORE, text=agreed(Purpose.STORE))
        token = record.devices.pair(account.id, name="strap").token
    store.close()
    return account.id, token


def _stored_rr_ms(folder, person_id: str, start: datetime) -> list[float]:
    now, store = datetime.now(UTC), _open(folder)
    with store.reading(Employee(person_id), now=now) as record:
        series = record.beats.read(person_id, start=start - timedelta(seconds=1), end=now)
    store.close()
    return series.rr_ms.tolist()
