"""One heart in random dialects: read right, or asked with the truth among the offers; never wrong in silence."""

from __future__ import annotations

import itertools
import random
from collections import Counter

import pytest

from sensors.recordings.registry import understand
from tests.sensors.recordings import dialects
from tests.sensors.recordings.dialects import FACTORS, judged, random_choice, written

N = 2000
MOST_REFUSED = 0.01


def files(seed, n):
    """So many files that their own writers can read again."""
    dice = random.Random(seed)
    dialect = (written(random_choice(dice), dice) for _ in itertools.count())
    return itertools.islice((each for each in dialect if each is not None), n)


def test_random_dialects_are_never_wrong_in_silence():
    outcomes = Counter()
    for dialect in files(20261127, N):
        verdict = judged(dialect)
        assert verdict not in {"wrong", "truth not offered"}, (dialect.chosen, dialect.text[:300])
        outcomes[verdict] += 1

    assert outcomes["refused"] <= MOST_REFUSED * N, outcomes
    assert outcomes["right"] > 0.8 * N, outcomes
    assert outcomes["asked"] > 0, outcomes


@pytest.mark.nightly
@pytest.mark.parametrize("names", list(itertools.combinations(FACTORS, 2)), ids="-".join)
def test_pairs_of_factors_are_never_wrong_in_silence(names):
    for values in itertools.product(*(FACTORS[name] for name in names)):
        dice = random.Random(repr((names, values)))
        found = (written(random_choice(dice) | dict(zip(names, values, strict=True)), dice) for _ in range(60))
        dialect = next((each for each in found if each is not None), None)
        if dialect is not None:
            assert judged(dialect) not in {"wrong", "truth not offered"}, (dialect.chosen, dialect.text[:300])


def test_enumerator_finds_two_readings_of_an_open_date():
    text = "date,rr\n" + "".join(f"03/04/2026 07:00:{n:02},1000\n" for n in range(40))

    assert len({reading.day for reading in dialects.enumerated(text)}) == 2


def test_judge_calls_a_shifted_heart_wrong():
    dialect = next(files(1, 1))
    shifted = dialects.Dialect(**{**vars(dialect), "rr_ms": dialect.rr_ms * 1.05})

    assert judged(dialect) == "right"
    assert understand(dialect.content).beats is not None
    assert judged(shifted) == "wrong"
