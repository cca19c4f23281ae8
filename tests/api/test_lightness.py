"""The process that serves pages stays light: what computes stored values lives in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = ("neurokit2", "scipy", "pandas", "sklearn", "matplotlib")
STORY = """
import json, sys, tempfile, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from starlette.testclient import TestClient
from api.app import create_app
from api.settings import load_settings
from alerts.care.consent_text import agreed
from store import KeyRing, Store
from store.models import Purpose
from store.subjects import Employee, Engine, Role

folder = Path(tempfile.mkdtemp())
settings = load_settings(data_dir=folder, tick_seconds=0.2)
store = Store(settings.database, KeyRing.fresh())
store.migrate()
now = datetime.now(UTC)
with store.begin(Engine(), now=now) as record:
    anna = record.accounts.create(role=Role.EMPLOYEE, name="Anna", email="anna@example.org")
    link = record.sign_in.create_link(anna.id, lifetime=timedelta(hours=1))
with store.begin(Employee(anna.id), now=now) as record:
    record.consents.give(anna.id, purpose=Purpose.STORE, text=agreed(Purpose.STORE))
    device = record.devices.pair(anna.id, name="strap")

with TestClient(create_app(settings, store, clock=True), base_url=settings.public_url) as browser:
    browser.post("/sign-in/link", data={"token": link.token})
    start = now.timestamp() - 600
    blocks = [
        {"sequence": n, "time_s": [start + n * 60 + i for i in range(60)], "rr_ms": [1000.0] * 60,
         "segment": [0] * 60, "flags": [0] * 60}
        for n in range(10)
    ]
    upload = {"source": "6f1f54a4-5dc3-4c9f-a3a5-5a86b21c4fb1", "kind": "import", "sent_at": now.isoformat()}
    headers = {"Authorization": f"Bearer {device.token}"}
    answer = browser.post("/api/v1/beats", json=upload | {"blocks": blocks}, headers=headers)
    assert answer.json()["acknowledged"] == list(range(10)), answer.text
    for page in ("/today", "/check", "/breathe", "/trends", "/sharing", "/account", "/healthz"):
        assert browser.get(page).status_code == 200, page
    (recording,) = browser.get("/api/v1/recordings").json()
    while not browser.get(f"/api/v1/recordings/{recording['id']}").json()["analysed_until"]:
        time.sleep(0.1)
    windows = browser.get(f"/api/v1/recordings/{recording['id']}/windows").json()
    with browser.stream("GET", "/api/v1/live") as stream:
        assert next(stream.iter_lines()).startswith("event")
store.close()
print(json.dumps({"windows": len(windows), "modules": sorted(sys.modules)}))
"""


@pytest.mark.nightly
def test_serving_process_loads_no_heavy_library_in_a_day():
    told = subprocess.run([sys.executable, "-c", STORY], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout.splitlines()[-1])
    assert found["windows"] > 0
    assert [name for name in HEAVY if name in found["modules"]] == []
