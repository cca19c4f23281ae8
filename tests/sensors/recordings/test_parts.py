"""Zips read in place: which members are read, and which archives are not to be trusted."""

from __future__ import annotations

import gzip
import struct
import zipfile

import pytest

from sensors.recordings import registry
from sensors.recordings.registry import About, UnreadableRecordingError, understand, understand_file
from tests.sensors.recordings import export_samples as made


def refusal(content):
    with pytest.raises(UnreadableRecordingError) as error:
        understand(content)
    assert "\n" not in str(error.value)
    return error.value.message.code.rpartition(".")[2]


def test_members_are_chosen_by_what_they_hold():
    content = made.zipped_as({"x/y.bin": made.oura_csv(), "photo.jpg": b"\xff\xd8", "notes.txt": b"dear diary"})

    assert understand(content).format.value == "oura"


def test_two_products_in_one_zip_keep_their_sources():
    found = understand(made.zipped_as({"a": made.oura_csv(), "b": made.polar_json()}))

    assert {each.source for each in found.days} == {"oura", "polar"}
    assert len(found.days) == 2 * len(made.DAYS)


def test_only_recording_in_a_zip_is_read():
    assert understand(made.zipped_as({"activity.fit": made.fit_hr(), "readme": b"hello"})).format.value == "fit"


def test_files_of_a_zip_that_are_refused_are_told():
    backwards = b"time_s,rr_ms,segment,flags\n5,800,0,0\n4,800,0,0\n"
    others = {"a/readme": b"hello", "diary.txt": b"and again", "back.csv": backwards}
    found = understand(made.zipped_as({"activity.fit": made.fit_hr(), **others}))

    told = [(said.parameters["names"], said.parameters["n"], said.parameters["why"].code) for said in found.left_out]
    assert told == [
        (("a/readme", "diary.txt"), 2, "sensors.recordings.no_recording"),
        (("back.csv",), 1, "sensors.recordings.impossible.out_of_order"),
    ]


def test_file_too_large_for_a_zip_is_told(monkeypatch):
    monkeypatch.setattr(registry, "LARGEST_ALONE", 200)
    found = understand(made.zipped_as({"rr.txt": b"800\n810\n790\n", "long.txt": b"800\n" * 51}))

    (told,) = found.left_out
    assert (told.parameters["names"], told.parameters["why"].code) == (
        ("long.txt",),
        "sensors.recordings.part_too_large",
    )


def test_zip_in_which_all_is_refused_tells_each_reason():
    with pytest.raises(UnreadableRecordingError) as refused:
        understand(made.zipped_as({"a.txt": b"dear diary", "b.txt": b"801"}))

    assert [said.parameters["n"] for said in refused.value.left_out] == [1, 1]


def test_recordings_in_one_zip_follow_each_other():
    plain = made.lines(*map(str, made.RR))
    names = ["2026-03-11 07-00-00.txt", "2026-03-10 07-00-00.txt", "2026-03-10 07-00-05.txt", "undated.txt"]
    found = understand(made.zipped_as(dict.fromkeys(names, plain)))
    series = found.beats.series

    assert series.rr_ms.tolist() == made.RR * 2
    assert series.segment.tolist() == [0] * len(made.RR) + [1] * len(made.RR)
    assert sorted(each.code.rpartition(".")[2] for each in found.left_out) == ["overlapping", "undated"]


def test_zip_without_anything_of_ours_says_how_much_it_holds():
    assert refusal(made.zipped_as({"a.txt": b"dear diary", "b.txt": b"and again"})) == "nothing_in_zip"
    assert refusal(made.zipped_as({})) == "nothing_in_zip"


def test_spreadsheet_is_not_taken_for_an_export():
    assert refusal(made.zipped_as({"xl/workbook.xml": b"<workbook/>"})) == "spreadsheet"


def test_zip_of_zeros_is_refused_before_it_is_read():
    assert refusal(made.zipped_as({"a.csv": made.oura_csv(), "b.csv": bytes(3_000_000)})) == "zip_too_full"


def test_zip_in_a_zip_is_read_and_none_deeper():
    inner = made.zipped_as({"cycles.csv": made.whoop_csv()})

    assert len(understand(made.zipped_as({"part 1.zip": inner})).days) == len(made.DAYS)
    with pytest.raises(UnreadableRecordingError):
        understand(made.zipped_as({"a.zip": made.zipped_as({"b.zip": inner})}))


def test_damaged_zip_in_a_zip_is_told():
    inner = made.zipped_as({"cycles.csv": made.whoop_csv()})

    with pytest.raises(UnreadableRecordingError, match="damaged or was cut short"):
        understand(made.zipped_as({"part 1.zip": inner[: len(inner) // 2], "cycles.csv": made.whoop_csv()}))


@pytest.mark.parametrize("make", made.EVERY, ids=lambda make: make.__name__)
def test_every_export_shows_its_first_row_and_what_was_taken(make):
    seen = understand(make()).seen

    assert seen.first_row
    assert seen.rows["taken"] > 0


def test_too_many_members_are_refused():
    directory = made.zipped_as({str(number): b"" for number in range(50_001)}, zipfile.ZIP_STORED)

    assert refusal(directory) == "zip_too_full"


def test_directory_larger_than_memory_is_refused_unread():
    content = bytearray(made.whoop_zip())
    end = content.rfind(b"PK\x05\x06")
    struct.pack_into("<L", content, end + 12, 0x7FFFFFFF)

    assert refusal(bytes(content)) == "zip_too_full"


def test_locked_zip_asks_for_it_unlocked():
    content = bytearray(made.zipped_as({"a.csv": made.oura_csv()}))
    content[content.find(b"PK\x01\x02") + 8] |= 1

    assert refusal(bytes(content)) == "zip_locked"


def test_member_with_a_wrong_checksum_is_told():
    content = bytearray(made.zipped_as({"a.csv": made.oura_csv()}, zipfile.ZIP_STORED))
    content[60] ^= 1

    assert refusal(bytes(content)) == "damaged_zip"


def test_gzip_within_gzip_ends():
    assert refusal(gzip.compress(gzip.compress(made.oura_csv()))) == "not_text"
    assert understand(gzip.compress(made.whoop_zip())).format.value == "whoop"


def test_file_on_disk_reads_as_its_bytes_do(tmp_path):
    path = tmp_path / "export.zip"
    path.write_bytes(made.apple_zip())

    assert understand_file(path, About()).days == understand(path.read_bytes(), About()).days
    with pytest.raises(UnreadableRecordingError):
        understand_file(tmp_path / "none")


def test_last_row_that_is_cut_refuses_the_table():
    assert refusal(made.oura_csv()[:-8]) == "cut_table"
