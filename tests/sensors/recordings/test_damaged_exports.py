"""Exports that are cut or damaged end in a sentence, or in values that the whole export has as well."""

from __future__ import annotations

import random

import pytest

from sensors.recordings.registry import UnreadableRecordingError, understand
from tests.sensors.recordings import export_samples as made

CUTS = 50
FLIPS = 40


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


WITH_AN_END = [make for make in made.EVERY if make is not made.fitbit_details]
"""A table of single moments says nowhere how many belong to its last night."""


@pytest.mark.parametrize("make", WITH_AN_END, ids=lambda make: make.__name__)
def test_cut_export_is_refused_or_gives_whole_values(make):
    content = make()
    whole = understand(content)
    for place in range(CUTS):
        found = outcome(content[: len(content) * place // CUTS])
        if found is not None and found.days:
            assert values(found).items() <= values(whole).items(), place


@pytest.mark.parametrize("make", made.EVERY, ids=lambda make: make.__name__)
def test_export_with_flipped_bytes_never_ends_in_a_traceback(make):
    content, chance = make(), random.Random(21)
    for _ in range(FLIPS):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        outcome(bytes(damaged))
