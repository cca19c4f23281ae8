"""The doors for files: what a device brings, and what a person takes along."""

from __future__ import annotations

import gzip
from datetime import timedelta

import numpy as np
import pytest

from alerts.imports.import_file import LARGEST_FILE
from hrv import BeatSeries
from sensors.recordings.registry import understand
from sensors.recordings.text.own_forms import Form, written

IMPORTS, EXPORTS = "/api/v1/imports", "/api/v1/exports"


@pytest.fixture
def morning(house):
    """Eleven minutes of a calm heart that ended an hour ago."""
    rr = np.random.default_rng(3).normal(900, 30, 740).round()
    return BeatSeries.from_rr(rr, start=(house.now - timedelta(hours=2)).timestamp())


@pytest.fixture
def gateway(house, anna):
    return house.sender(anna).client


def bring(client, content, **said):
    content = content if isinstance(content, bytes) else content.encode()
    return client.post(IMPORTS, content=content, params=said, headers={"content-type": "application/octet-stream"})


def test_device_uploads_a_file_and_gets_a_report(gateway, morning):
    answer = bring(gateway, written(morning, Form.CSV))

    assert answer.status_code == 200
    told = answer.json()
    assert (told["format"], told["beats_taken"], told["beats_known"], told["windows"]) == ("pulsro-csv", 740, 0, 2)
    assert "740 heartbeats were added." in told["sentences"]


def test_repeated_upload_changes_nothing_even_gzipped(gateway, morning):
    content = written(morning, Form.CSV).encode()
    bring(gateway, content)

    assert bring(gateway, gzip.compress(content)).json()["beats_known"] == 740


def test_daily_readings_use_the_same_endpoint(gateway):
    told = bring(gateway, "date,HR,rMSSD\n2026-11-01,52,61.5\n2026-11-02,52,60.5\n").json()

    assert (told["format"], told["days_taken"], told["days_known"]) == ("elite-hrv-readings", 2, 0)


def test_parameters_supply_a_missing_start_and_zone(gateway):
    text = "\n".join(["900"] * 400)

    assert bring(gateway, text).status_code == 422
    assert bring(gateway, text, began_at="2026-11-20T06:00:00+01:00").json()["beats_taken"] == 400
    assert bring(gateway, text, name="2026-11-19 06-00-00.txt", zone="America/New_York").json()["beats_taken"] == 400


def test_each_refusal_is_one_sentence(gateway):
    for content, said, words in (
        (b"PK\x03\x04", {}, "zip archive"),
        (b"hello", {}, "not a recording"),
        (b"800\n" * 40, {"zone": "Nowhere/Atall"}, "must be a time zone by its name"),
        (b"800\n" * 40, {"began_at": "2026-11-20T06:00:00"}, "began_at"),
        (b"800\n" * 40, {"samples_per_s": "0"}, "samples_per_s"),
        (b"800\n" * 40, {"began_at": "9999-12-31T23:59:59-12:00"}, "exists in every time zone"),
        (b"800\n" * 40, {"began_at": "9999-12-31T23:59:59+14:00"}, "is in the future"),
        (b"800\n" * 40, {"began_at": "0001-01-01T00:00:00+00:00"}, "from before 1990"),
        (b"time_s,rr_ms,segment,flags\n90000000000.0,800.0,0,0\n", {}, "is in the future"),
    ):
        answer = bring(gateway, content, **said)
        assert (answer.status_code, words in answer.json()["detail"]) == (422, True), words


def test_without_consent_nothing_is_imported(house, anna, morning):
    device = house.visitor(Authorization=f"Bearer {house.device_of(anna)}")

    assert "not said yes" in bring(device, written(morning, Form.CSV)).json()["detail"]


def test_oversized_file_is_not_read(gateway):
    assert bring(gateway, b"8" * (LARGEST_FILE + 1)).status_code == 413


def test_exported_beats_can_be_imported_again(house, anna, gateway, morning):
    bring(gateway, written(morning, Form.CSV))
    browser = house.signed_in(anna)
    wanted = {"since": "2026-11-21", "until": "2026-11-21"}
    for form in Form:
        answer = browser.post(EXPORTS, json=wanted | {"form": form.value})
        series = understand(answer.content).beats.series

        assert answer.headers["content-disposition"].startswith('attachment; filename="pulsro-2026-11-21-2026-11-21.')
        assert series.rr_ms.tolist() == morning.rr_ms.tolist()
        assert series.time_s == pytest.approx(morning.time_s, abs=0.005)


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2026-11-21", "2026-11-20", "before the first"),
        ("2020-01-01", "2020-01-02", "no heartbeats on these days"),
        ("2020-01-01", "9999-12-31", "no heartbeats on these days"),
        ("0001-01-01", "2020-01-02", "no heartbeats on these days"),
    ],
)
def test_export_without_beats_is_refused(house, anna, since, until, words):
    answer = house.signed_in(anna).post(EXPORTS, json={"since": since, "until": until})

    assert answer.status_code == 422
    assert words in answer.json()["detail"]
