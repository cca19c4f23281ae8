from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from typer.testing import CliRunner

from cli.files.daily_csv import UnreadableDaysError, read_days
from cli.main import app

RUN = CliRunner()
TODAY = date(2026, 11, 21)
FIRST = date(2026, 1, 1)


def rows(person="anna", n_days=150, *, fall_sd=0.0, fall_day=100, seed=1, extra="", first=FIRST):
    dice = np.random.default_rng(seed)
    values = 3.6 + 0.2 * dice.standard_normal(n_days)
    values[fall_day:] -= 0.2 * fall_sd
    return [f"{person},{first + timedelta(days=n)},{value:.4f}{extra}" for n, value in enumerate(values)]


@pytest.fixture
def written(tmp_path):
    def write(lines, header="person,day,ln_rmssd"):
        file = tmp_path / "days.csv"
        file.write_text("\n".join([header, *lines]) + "\n")
        return file

    return write


def report(file):
    result = RUN.invoke(app, ["backtest", str(file), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def refusal(file):
    result = RUN.invoke(app, ["backtest", str(file)])
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    return result.output


def test_backtest_reports_a_fall_with_its_evidence(written):
    found = report(written(rows(fall_sd=2.0)))
    person = found["people"]["anna"]
    assert person["days"] == 150
    assert person["provisional_until"] == "2026-01-20"
    warned = [flip for flip in person["flips"] if flip["to"] in {"yellow", "red"}]
    assert warned[0]["from"] == "green"
    assert "2026-04-05" <= warned[0]["since"] <= "2026-04-20"
    assert warned[0]["shift_lo"] < warned[0]["shift_sd"] < warned[0]["shift_hi"] < 0
    assert person["flips"][0] == {
        "day": "2026-01-05", "from": "grey", "to": "green",
        "since": None, "shift_sd": None, "shift_lo": None, "shift_hi": None,
    }  # fmt: skip


def test_summary_counts_days_after_the_first_sixty(written):
    summary = report(written(rows(fall_sd=2.0) + rows("bo", seed=2)))["summary"]
    assert summary["people"] == 2
    assert summary["days"] == 300
    assert summary["person_years"] == pytest.approx(2 * 90 / 365)
    assert summary["yellow_per_person_year"] >= 1 / summary["person_years"]
    assert summary["notes"] == []


def test_the_table_names_people_flips_and_rates(written):
    result = RUN.invoke(app, ["backtest", str(written(rows(fall_sd=2.0) + rows("bo", 3)))])
    assert result.exit_code == 0
    assert "anna" in result.output
    assert "too few days for a light" in result.output
    assert "person-year" in result.output
    assert "By chance alone" in result.output


def test_without_sixty_days_there_is_no_rate(written):
    file = written(rows(n_days=40, fall_day=40))
    assert report(file)["summary"]["yellow_per_person_year"] is None
    assert "no rate yet" in RUN.invoke(app, ["backtest", str(file)]).output


def test_heart_rate_rise_is_reported_separately(written):
    dice = np.random.default_rng(0)
    beats = 58 + 2 * dice.standard_normal(150) + 8 * (np.arange(150) >= 110)
    lines = [f"{row},{bpm:.1f}" for row, bpm in zip(rows(), beats, strict=True)]
    person = report(written(lines, "person,day,ln_rmssd,resting_hr"))["people"]["anna"]
    assert [flip["to"] for flip in person["resting_hr_flips"]][:2] in (["green", "yellow"], ["green", "red"])
    assert report(written(rows()))["people"]["anna"]["resting_hr_flips"] is None


def heart_rates_only(person="anna", n_days=150, extra=""):
    dice = np.random.default_rng(0)
    beats = 58 + 2 * dice.standard_normal(n_days) + 8 * (np.arange(n_days) >= 110)
    return [f"{person},{FIRST + timedelta(days=n)},,{bpm:.1f}{extra}" for n, bpm in enumerate(beats)]


def test_heart_rates_are_printed_as_the_json_holds_them(written):
    file = written(heart_rates_only() + heart_rates_only("bo"), "person,day,ln_rmssd,resting_hr")
    told, output = report(file), RUN.invoke(app, ["backtest", str(file)]).output
    flips = [(name, flip) for name, each in told["people"].items() for flip in each["resting_hr_flips"]]

    assert told["summary"]["resting_hr"]["flips"] == len(flips) > 2
    assert f"Changes: {len(flips)}." in output
    for name, flip in flips:
        row = [
            name,
            "resting",
            "HR",
            flip["day"],
            flip["from"],
            flip["to"],
            *([flip["since"]] if flip["since"] else []),
        ]
        assert row in [line.split() for line in output.splitlines()]


def test_nothing_judged_is_no_all_clear(written):
    file = written(heart_rates_only(), "person,day,ln_rmssd,resting_hr")
    summary, output = report(file)["summary"], RUN.invoke(app, ["backtest", str(file)]).output

    assert (summary["days"], summary["person_years"], summary["yellow_per_person_year"]) == (0, 0, None)
    assert "no all-clear" in output
    assert "0.00 yellow" not in output.split("Resting heart rate")[0]
    assert "no value, so nothing was judged" in output


def test_whoever_had_no_light_makes_no_rate_smaller(written):
    few = [f"cy,{FIRST + timedelta(days=n)},3.6" for n in (0, 100, 290)]
    alone, beside = (report(written(lines))["summary"] for lines in (rows(fall_sd=2.0), rows(fall_sd=2.0) + few))

    assert beside["people"] == 2
    assert beside["yellow_per_person_year"] == alone["yellow_per_person_year"] > 0
    assert 0 < alone["person_years_with_light"] <= alone["person_years"]


def test_heart_rates_of_another_kind_are_not_lost(written):
    file = written(heart_rates_only(extra=",workday"), "person,day,ln_rmssd,resting_hr,kind")

    assert report(file)["people"]["anna"]["resting_hr_flips"]


def test_tagged_week_is_no_flip_lasting_tag_resets_range(written):
    plain = rows(n_days=150, fall_day=150)
    low = [row if not 120 <= n < 126 else f"anna,{FIRST + timedelta(days=n)},3.25" for n, row in enumerate(plain)]
    ill = [f"{row},{'illness' if 120 <= n < 126 else ''}" for n, row in enumerate(low)]
    untold, told = (
        [flip["to"] for flip in report(written(lines, header))["people"]["anna"]["flips"]]
        for lines, header in ((low, "person,day,ln_rmssd"), (ill, "person,day,ln_rmssd,tags"))
    )
    assert "yellow" in untold
    assert told == ["green"]
    pills = [f"{row},{'medication;alcohol' if n == 100 else ''}" for n, row in enumerate(rows(fall_sd=2.0))]
    flips = report(written(pills, "person,day,ln_rmssd,tags"))["people"]["anna"]["flips"]
    assert [flip["to"] for flip in flips] == ["green", "grey", "green"]


def test_missing_values_standard_errors_and_blank_lines_parse(written):
    lines = [f"{row},0.05" for row in rows()]
    lines[10] = f"anna,{FIRST + timedelta(days=10)},,"
    found = report(written([*lines[:20], "", *lines[20:]], "person,day,ln_rmssd,se"))
    assert found["people"]["anna"]["days"] == 149


def test_low_value_of_our_own_is_a_day_like_any_other(written):
    lines = [f"anna,{FIRST + timedelta(days=day)},{math.log(0.8) + 0.1 * (day % 3)}" for day in range(60)]
    assert report(written(lines))["people"]["anna"]["days"] == 60


def test_spaces_around_a_name_and_short_rows_change_nothing(written):
    plain = rows()
    spaced = [line.replace("anna", " anna ") if n % 3 else f"{line},0" for n, line in enumerate(plain)]
    assert report(written(spaced, "person,day,ln_rmssd,se"))["people"] == report(written(plain))["people"]


def test_the_line_that_is_named_counts_empty_ones(written):
    assert refusal(written(["", *rows(n_days=3, fall_day=3), "", "anna,2026-02-01,four"])).startswith("Line 7: ")


def test_days_out_of_order_are_put_in_order_and_it_says_so(written):
    ordered = rows(fall_sd=2.0)
    found, shuffled = report(written(ordered)), report(written(ordered[::-1]))
    assert shuffled["people"] == found["people"]
    assert "put in order" in shuffled["summary"]["notes"][0]
    assert "put in order" in RUN.invoke(app, ["backtest", str(written(ordered[::-1]))]).output


def test_kinds_are_never_mixed_and_it_says_so(written):
    lines = rows(extra=",check") + [f"anna,{FIRST + timedelta(days=n)},2.0,workday" for n in range(140)]
    found = report(written(lines, "person,day,ln_rmssd,kind"))
    assert found["people"] == report(written(rows()))["people"]
    assert "of the kind check" in found["summary"]["notes"][0]


def test_three_days_in_a_year_and_equal_days_get_no_light(written):
    few = [f"cy,2025-0{month}-01,3.6" for month in (1, 5, 9)]
    same = [f"di,{FIRST + timedelta(days=n)},3.6" for n in range(60)]
    people = report(written(few + same))["people"]
    assert people["cy"] == people["cy"] | {"flips": [], "days": 3, "provisional_until": None}
    assert [flip["to"] for flip in people["di"]["flips"]] == ["green", "grey"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("anna,2026-01-01,-inf", "not the natural logarithm"),
        ("anna,2026-01-01,0", "not the natural logarithm"),
        ("anna,2026-01-01,nan", "not the natural logarithm"),
        ("anna,2026-01-01,45", "not the natural logarithm"),
        ("anna,2026-01-01,-3.35", "not the natural logarithm"),
        ("anna,2026-01-01,four", "not a number"),
        ("anna,01.02.2026,3.6", "write the day as"),
        (",2026-01-01,3.6", "whose day"),
        ("anna,2126-01-01,3.6", "in the future"),
        ("anna,0026-01-01,3.6", "before 1990"),
        ("anna,2026-01-01,3.6,-1", "se is -1"),
        ("anna,2026-01-01,3.6,,night", "kind must be one of"),
        ("anna,2026-01-01,3.6,,,sauna", "tags must be some of"),
        ("anna,2026-01-01,3.6,,,,900", "beats a minute"),
        ("anna,2026-01-01,3.6\nanna,2026-01-01,3.7", "there twice"),
    ],
)
def test_impossible_row_is_refused_with_its_line(written, line, sentence):
    output = refusal(written([line], "person,day,ln_rmssd,se,kind,tags,resting_hr"))
    assert sentence in " ".join(output.split())
    assert output.startswith("Line ")


def test_a_file_without_columns_or_days_is_refused(written, tmp_path):
    assert "missing: ln_rmssd" in refusal(written(["a,b"], "person,day"))
    assert "holds no days" in refusal(written([]))
    assert "cannot be read" in refusal(tmp_path / "nothing.csv")
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"\x89\x00\x01\x02")  # with FF FE before it, it would be UTF-16
    assert "is not a text file" in refusal(binary)


def test_today_is_not_a_future_day(written):
    today = datetime.now(UTC).date()
    read = read_days(written([f"anna,{today},3.6"]), today=today)
    assert read.series[0].day.tolist() == [today.toordinal()]
    with pytest.raises(UnreadableDaysError, match="future"):
        read_days(written([f"anna,{today},3.6"]), today=today - timedelta(days=1))


def by_source(step=-0.45, both=0, change=100):
    """Rows of two devices, the second of which reads lower by a step."""
    old, new = rows(), rows(seed=2)
    later = [row.split(",") for row in new[change - both :]]
    return [
        *(f"{row},Watch A" for row in old[:change]),
        *(f"{person},{day},{float(value) + step:.4f}, watch  b" for person, day, value in later),
    ]


WITH_SOURCE = "person,day,ln_rmssd,source"


def test_change_of_device_begins_a_range_and_says_so(written):
    file = written(by_source(), header=WITH_SOURCE)
    found = report(file)["people"]["anna"]
    assert {flip["to"] for flip in found["flips"]} == {"green"}
    assert found["source_changes"] == [
        {"since": "2026-04-11", "settled_on": "2026-04-15", "from": "watch a", "to": "watch b", "offset": None}
    ]
    printed = RUN.invoke(app, ["backtest", str(file)]).output
    assert "anna: another device or app (watch b) began on 2026-04-11, so a new usual range begins." in printed


def test_days_with_both_devices_move_the_range(written):
    file = written(by_source(both=20), header=WITH_SOURCE)
    (change,) = report(file)["people"]["anna"]["source_changes"]
    offset = change["offset"]
    assert offset["n_days"] == 20
    assert offset["ln_lo"] < -0.45 < offset["ln_hi"]
    printed = RUN.invoke(app, ["backtest", str(file)]).output
    assert "times what watch a reads (90 % sure: 0." in printed


def test_few_days_of_another_device_wait(written):
    lines = [*rows(n_days=100, extra=",watch a"), "anna,2026-05-01,3.0,watch b"]
    file = written(lines, header=WITH_SOURCE)
    (change,) = report(file)["people"]["anna"]["source_changes"]
    assert (change["settled_on"], change["to"]) == (None, "watch b")
    assert "After five of its days" in RUN.invoke(app, ["backtest", str(file)]).output


def test_one_device_of_any_name_changes_nothing(written):
    named = report(written(rows(fall_sd=2.0, extra=",watch a"), header=WITH_SOURCE))
    assert named == report(written(rows(fall_sd=2.0)))


def test_same_day_twice_from_one_device_is_refused(written):
    line = "anna,2026-01-01,3.6"
    assert "Line 3" in refusal(written([f"{line},watch a", f"{line},WATCH A"], header=WITH_SOURCE))
    assert report(written([f"{line},watch a", f"{line},watch b"], header=WITH_SOURCE))["people"]["anna"]["days"] == 1


def test_too_long_name_of_a_device_is_refused(written):
    assert "64 characters" in refusal(written([f"anna,2026-01-01,3.6,{'x' * 65}"], header=WITH_SOURCE))


@pytest.mark.real
def test_change_of_app_gives_no_warning(real_data):
    found = report(real_data / "hard-files" / "device_switch.csv")["people"]["a"]
    assert {flip["to"] for flip in found["flips"]} == {"green"}
    assert [change["to"] for change in found["source_changes"]] == ["watch b"]


# ---------------------------------------------------------------------------- as spreadsheets write it


def days_file(path, header, rows, *, encoding="utf-8"):
    path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_spreadsheets_semicolons_and_commas_are_read(tmp_path, encoding):
    file = days_file(
        tmp_path / "days.csv", "Person;DAY;ln_RMSSD", ["anna;2026-03-01;3,6", "anna;2026-03-02;3,7"], encoding=encoding
    )

    assert read_days(file, today=date(2026, 4, 1)).series[0].ln_rmssd.tolist() == [3.6, 3.7]


def test_name_in_two_unicode_forms_is_one_person(tmp_path):
    file = days_file(
        tmp_path / "days.csv", "person,day,ln_rmssd", ["Zoe\u0308,2026-03-01,3.6", "Zo\u00eb,2026-03-02,3.7"]
    )

    assert [len(each.day) for each in read_days(file, today=date(2026, 4, 1)).series] == [2]


def test_other_column_names_get_a_hint(tmp_path):
    file = days_file(tmp_path / "days.csv", "id,date,rmssd", ["anna,2026-03-01,50"])

    with pytest.raises(UnreadableDaysError, match="id -> person, date -> day, rmssd -> ln_rmssd"):
        read_days(file, today=date(2026, 4, 1))


def test_bad_cell_is_refused_by_line_or_skipped_alone(tmp_path):
    rows = ["anna,2026-03-01,3.6", "anna,2026-03-02,abc", "anna,2026-03-03,3.7"]
    file = days_file(tmp_path / "days.csv", "person,day,ln_rmssd", rows)

    with pytest.raises(UnreadableDaysError, match="Line 3"):
        read_days(file, today=date(2026, 4, 1))
    read = read_days(file, today=date(2026, 4, 1), skip_bad=True)

    assert read.series[0].ln_rmssd.tolist() == [3.6, 3.7]
    assert [str(note)[:21] for note in read.notes] == ["Line 3 was left out: "]
