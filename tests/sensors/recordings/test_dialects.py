"""One heart in random dialects: read right, or asked with the truth among the offers; never wrong in silence."""

from __future__ import annotations

import functools
import itertools
import random
from collections import Counter

import pytest

from sensors.recordings.registry import understand
from tests.sensors.recordings import dialects
from tests.sensors.recordings.dialects import FACTORS, covering, judged, random_choice, written

PARTS = 4
N = 2000 // PARTS
MOST_REFUSED = 0.01


def files(seed, n):
    """So many files that their own writers can read again."""
    dice = random.Random(seed)
    dialect = (written(random_choice(dice), dice) for _ in itertools.count())
    return itertools.islice((each for each in dialect if each is not None), n)


@pytest.mark.parametrize("part", range(PARTS))
def test_random_dialects_are_never_wrong_in_silence(part):
    outcomes = Counter()
    for dialect in files(f"20261127 {part}", N):
        verdict = judged(dialect)
        assert verdict not in {"wrong", "truth not offered"}, (dialect.chosen, dialect.text[:300])
        outcomes[verdict] += 1

    assert outcomes["refused"] <= MOST_REFUSED * N, outcomes
    assert outcomes["right"] > 0.8 * N, outcomes
    assert outcomes["asked"] > 0, outcomes


@pytest.mark.parametrize("at_once", [2, pytest.param(3, marks=pytest.mark.nightly)], ids=["pairs", "triples"])
def test_factors_that_meet_are_never_wrong_in_silence(at_once):
    for dialect in covering(at_once, 20261127):
        assert judged(dialect) not in {"wrong", "truth not offered"}, (dialect.chosen, dialect.text[:300])


@functools.cache
def choices_in_pairs():
    return [dialect.chosen for dialect in covering(2, 1)]


@pytest.mark.parametrize("names", [("decimal", "thousands"), ("unit", "stamps"), ("encoding", "ends")], ids="-".join)
def test_covering_files_meet_every_pair(names):
    met = {tuple(chosen[name] for name in names) for chosen in choices_in_pairs()}

    assert met == set(itertools.product(*(FACTORS[name] for name in names)))


def test_enumerator_finds_two_readings_of_an_open_date():
    text = "date,rr\n" + "".join(f"03/04/2026 07:00:{n:02},1000\n" for n in range(40))

    assert len({reading.day for reading in dialects.enumerated(text)}) == 2


def test_judge_calls_a_shifted_heart_wrong():
    dialect = next(files(1, 1))
    shifted = dialects.Dialect(**{**vars(dialect), "rr_ms": dialect.rr_ms * 1.05})

    assert judged(dialect) == "right"
    assert understand(dialect.content).beats is not None
    assert judged(shifted) == "wrong"
