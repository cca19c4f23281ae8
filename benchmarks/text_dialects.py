"""One heart in many random dialects: how many are read right, asked about, refused, and wrong in silence.

    python -m benchmarks.text_dialects [FILES] [SEED]

The goals: none wrong, and at most 1 % refused of those that have but one reading. A hundred thousand files take about
an hour on one core.
"""

from __future__ import annotations

import itertools
import random
import sys
import time
from collections import Counter

from tests.sensors.recordings.dialects import judged, random_choice, written

FILES, SEED = 100_000, 1
MOST_REFUSED = 0.01


def main(n: int, seed: int) -> None:
    dice = random.Random(seed)
    outcomes: Counter[str] = Counter()
    began = time.perf_counter()
    dialects = (written(random_choice(dice), dice) for _ in itertools.count())
    for dialect in itertools.islice((each for each in dialects if each is not None), n):
        verdict = judged(dialect)
        outcomes[verdict] += 1
        if verdict in {"wrong", "truth not offered"}:
            print(verdict, dialect.chosen, repr(dialect.text[:200]))
    for verdict, number in outcomes.most_common():
        print(f"{verdict:20} {number:8} {100 * number / n:7.3f} %")
    print(f"{n} files in {time.perf_counter() - began:.0f} s")
    assert not outcomes["wrong"]
    assert not outcomes["truth not offered"]
    assert outcomes["refused"] <= MOST_REFUSED * n


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ()), *(FILES, SEED)[len(sys.argv) - 1 :])
