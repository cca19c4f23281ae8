from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from api.pages.employee.files import MOST_FILES
from hrv import BeatSeries
from messages.message import TEXTS
from sensors.recordings.registry import understand
from sensors.recordings.text.own_forms import Form, written
from tests.sensors.recordings import export_samples

EMPTY = b'--b\r\nContent-Disposition: form-data; name="files"; filename=""\r\n\r\n\r\n--b--\r\n'
EMPTY_HEADERS = {"content-type": "multipart/form-data; boundary=b"}
"""What a browser sends when no file was chosen."""


@pytest.fixture
def morning(house):
    """Eleven minutes of a calm heart that ended an hour ago."""
    rr = np.random.default_rng(3).normal(900, 30, 740).round()
    return BeatSeries.from_rr(rr, start=(house.now - timedelta(hours=2)).timestamp())


@pytest.fixture
def agreed(house, anna):
    house.agree(anna)


def bring(browser, *files, **said):
    parts = [("files", (name, content)) for name, content in files]
    return browser.post("/files/import", files=parts, data=said)


def test_files_page_lists_formats_and_limits(annas, says):
    words = says(annas.get("/files"))

    assert "SelfLoops, Garmin, Suunto" in words
    assert "Importing a file twice changes nothing." in words
    assert "Only RMSSD is used, not scores or SDNN" in words


def test_files_upload_without_script_and_each_gets_a_report(annas, agreed, morning, says):
    answer = bring(
        annas,
        ("night.csv", written(morning, Form.CSV)),
        ("readings.csv", "date,HR,rMSSD,HRV4T_Recovery_Points\n2026-11-01,52,61.5,8\n"),
        ("holiday.jpg", b"\xff\xd8\xff\xe0"),
    )
    words = says(answer)

    assert answer.status_code == 200
    assert "740 heartbeats were added. They gave 2 windows of five minutes." in words
    assert "One day was added, 1 Nov 2026." in words
    assert "The column hrv4t_recovery_points holds a score of the product" in words
    assert "holiday.jpg This is a photo" in words


def test_importing_a_file_twice_reports_no_change(annas, agreed, morning, says):
    bring(annas, ("a.csv", written(morning, Form.CSV)))

    assert "so nothing was changed." in says(bring(annas, ("b.csv", written(morning, Form.CSV))))


def test_form_fields_supply_a_missing_start_and_zone(annas, agreed, says):
    intervals = ("plain.txt", "900\n" * 400)

    assert "Give the date and time at which it began" in says(bring(annas, intervals))
    words = says(bring(annas, intervals, began_at="2026-11-20T06:00", zone="Europe/London"))
    assert "Recorded from 20 Nov 2026, 06:00:00" in words
    assert "Europe/London" in words


def test_missing_start_is_asked_for_beside_the_file(annas, agreed, says):
    asked = bring(annas, ("plain.txt", "900\n" * 400))
    answered = bring(annas, ("plain.txt", "900\n" * 400), began_at_asked="2026-11-20T06:00", answered="yes")

    assert 'name="began_at_asked"' in asked.text
    assert "Recorded from 20 Nov 2026" in says(answered)


def test_unreadable_form_field_is_reported(annas, agreed, says):
    for said, words in (
        ({"zone": "Nowhere"}, "That is not a time zone."),
        ({"began_at": "yesterday"}, "Give the start as a date and a time"),
        ({"began_at": "0001-01-01T00:00"}, "Give the start as a date and a time"),
        ({"began_at": "9999-12-31T23:59", "zone": "America/New_York"}, "Give the start as a date and a time"),
        ({"samples_per_s": "many"}, "Samples a second must be a number above 0"),
        ({"samples_per_s": "-1"}, "Samples a second must be a number above 0"),
    ):
        answer = bring(annas, ("plain.txt", "900\n" * 400), **said)
        assert (answer.status_code, words in says(answer)) == (422, True), said


def test_file_contents_are_escaped_when_quoted(annas, agreed, says):
    answer = bring(annas, ("<b>odd</b>.txt", "900\n910\n<i>5%d%%\n" + "910\n890\n" * 40))

    assert answer.status_code == 200
    assert "Line 3 holds '<i>5%d%%' where an RR interval should be." in says(answer)
    assert "<i>" not in answer.text


def open_dates(n=40):
    """A table whose dates are the third of January or the first of March."""
    return "date,rr\n" + "".join(f"03/01/2026 07:00:{second:02},{900 + second % 7 * 10}\n" for second in range(n))


def test_question_about_dates_is_asked_in_words_and_answered(annas, agreed, says):
    asked = bring(annas, ("dates.csv", open_dates()))
    answered = says(bring(annas, ("dates.csv", open_dates()), dates="mdy", answered="yes"))
    other_file = says(bring(annas, ("dates.csv", open_dates()), dates="mdy"))

    assert "The dates in this file can be read in two ways. Which one is right?" in says(asked)
    assert "Day first: 3 Jan 2026" in says(asked)
    assert "Month first: 1 Mar 2026" in says(asked)
    assert "Recorded from 1 Mar 2026" in answered
    assert "Which one is right?" in other_file


@pytest.mark.parametrize("room", ["sensors.decision", "sensors.recordings", "sensors.days", "sensors.runalyze"])
def test_what_is_said_of_files_names_no_option_of_a_command(room):
    texts = [text for code, text in TEXTS.items() if code.startswith(room)]

    assert texts
    assert not [text.code for text in texts if "--" in text.one + text.many]


def test_unit_that_the_person_knows_is_taken(annas, agreed, says):
    ticks = "".join(f"{n}\n" for n in [922, 930, 918, 940] * 100)
    words = says(bring(annas, ("ticks.txt", ticks), unit_known="1/1024", began_at="2026-11-20T06:00"))

    assert "400 heartbeats were added." in words
    assert "taken as ms" not in words


def test_export_above_eight_megabytes_is_read(annas, agreed, says):
    rows = [export_samples.apple_record("HeartRate", "2026-03-10 07:00:00 +0100", 60, unit="count/min")] * 50_000
    night = export_samples.apple_record("HeartRateVariabilityRMSSD", "2026-03-10 03:10:00 +0100", 41)
    export = export_samples.apple_xml(*rows, night)

    assert len(export) > 8 * 1024 * 1024
    assert "One day was added, 10 Mar 2026." in says(bring(annas, ("export.xml", export)))


def test_missing_and_too_many_files_are_reported(annas, agreed, says):
    assert "Choose a file first" in says(annas.post("/files/import", data={"zone": "UTC"}))
    assert "Choose a file first" in says(annas.post("/files/import", content=EMPTY, headers=EMPTY_HEADERS))
    many = [(f"{n}.txt", "900\n") for n in range(MOST_FILES + 1)]
    assert "more than 40 files" in says(bring(annas, *many))


def test_upload_without_consent_links_to_sharing(annas, morning, says):
    assert "Say yes under Sharing" in says(bring(annas, ("night.csv", written(morning, Form.CSV))))


def test_beats_are_downloaded_as_they_were_stored(annas, agreed, morning):
    bring(annas, ("night.csv", written(morning, Form.CSV)))
    answer = annas.post("/files/export", data={"form": "csv", "since": "2026-11-21", "until": "2026-11-21"})
    series = understand(answer.content).beats.series

    assert answer.headers["content-type"].startswith("text/csv")
    assert (series.time_s.tolist(), series.rr_ms.tolist()) == (morning.time_s.tolist(), morning.rr_ms.tolist())
    assert annas.post("/files/export").status_code == 200


def test_export_of_empty_days_returns_to_the_page(annas, says):
    answer = annas.post("/files/export", data={"form": "plain"})

    assert answer.status_code == 422
    assert "There are no heartbeats on these days." in says(answer)


def test_sharing_leads_to_the_page(annas):
    assert 'href="/files"' in annas.get("/sharing").text


def test_trends_credit_the_other_program_and_omit_intervals(annas, agreed, says):
    rows = "".join(f"2026-11-{day:02},52,6{day % 10}.0\n" for day in range(1, 20))
    bring(annas, ("readings.csv", f"date,HR,rMSSD\n{rows}"))
    answer = annas.get("/trends")

    assert "Another program computed these values" in says(answer)
    assert '<td translate="no" data-value="61.00">61 ms</td>\n<td></td><td></td>' in answer.text
