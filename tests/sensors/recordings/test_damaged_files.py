"""Files of every format that are cut or damaged end in a sentence, or in values that the whole file has as well."""

from __future__ import annotations

import random

import pytest

from sensors.recordings.registry import UnreadableRecordingError, formats, understand
from sensors.recordings.text import extract
from tests.sensors.recordings import export_samples as made
from tests.sensors.recordings import text_samples as texts

SOME, ALL = 8, 50
HOW_MANY = pytest.mark.parametrize("n", [SOME, pytest.param(ALL, marks=pytest.mark.nightly)], ids=["some", "all"])
WITH_AN_END = [*(make for make in made.EVERY if make is not made.fitbit_details), *texts.BOUNDED]
"""A table of single moments says nowhere how many belong to its last night."""

EVERY = (*made.EVERY, *texts.TEXTS, *texts.BOUNDED)


def named(make):
    return make.__name__


def outcome(content):
    """What is found; None when it is refused in one sentence."""
    try:
        return understand(content)
    except UnreadableRecordingError as refused:
        said = str(refused)
    assert said
    assert "\n" not in said
    return None


def values(found):
    return {(each.source, each.day): each.rmssd_ms for each in found.days}


def cut(content, n):
    """The beginning of a file, ended at so many places."""
    return ((place, content[: len(content) * place // n]) for place in range(n))


def test_every_format_has_a_sample():
    read_as_what_it_was_taken_from = extract.FORMAT.value
    names = {each.value for each in formats()} - {read_as_what_it_was_taken_from}

    assert {understand(make()).format.value for make in EVERY} == names


@HOW_MANY
@pytest.mark.parametrize("make", WITH_AN_END, ids=named)
def test_cut_export_is_refused_or_gives_whole_values(make, n):
    content = make()
    whole = understand(content)
    for place, part in cut(content, n):
        found = outcome(part)
        if found is not None and found.days:
            assert values(found).items() <= values(whole).items(), place


@HOW_MANY
@pytest.mark.parametrize("make", texts.TEXTS, ids=named)
def test_cut_text_gives_only_what_the_whole_begins_with(make, n):
    content = make()
    whole = understand(content)
    for place, part in cut(content, n):
        found = outcome(part)
        if found is not None and found.beats is not None:
            rr_ms = found.beats.series.rr_ms[:-1]  # the last one may have lost a digit
            assert rr_ms.tolist() == whole.beats.series.rr_ms[: rr_ms.size].tolist(), place


@HOW_MANY
@pytest.mark.parametrize("make", EVERY, ids=named)
def test_file_with_flipped_bytes_never_ends_in_a_traceback(make, n):
    content, chance = make(), random.Random(21)
    for _ in range(n):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        outcome(bytes(damaged))
