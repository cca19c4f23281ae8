"""One heart in many random dialects: how many are read right, asked about, refused, and wrong in silence.

    python -m benchmarks.text_dialects [FILES] [SEED] [FIRST]

The goals: none wrong, and at most 1 % refused of those that have but one reading. A hundred thousand files take about
half an hour on one core. The table is printed after every thousand of them, and FIRST goes on from there: each thousand
has a seed of its own.
"""

from __future__ import annotations

import itertools
import random
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

from tests.sensors.recordings.dialects import Dialect, judged, random_choice, written

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES, SEED, FIRST = 100_000, 1, 0
AT_ONCE = 1000
MOST_REFUSED = 0.01
SILENT_ERRORS = ("wrong", "truth not offered")


def main(n: int, seed: int, first: int) -> None:
    outcomes: Counter[str] = Counter()
    began = time.perf_counter()
    for start in range(first, n, AT_ONCE):
        for dialect in itertools.islice(_dialects(f"{seed} {start}"), min(AT_ONCE, n - start)):
            verdict = judged(dialect)
            outcomes[verdict] += 1
            if verdict in SILENT_ERRORS:
                print(verdict, dialect.chosen, repr(dialect.text[:200]))
        _print_table(outcomes, time.perf_counter() - began)
    assert not any(outcomes[each] for each in SILENT_ERRORS)
    assert outcomes["refused"] <= MOST_REFUSED * outcomes.total()


def _dialects(seed: str) -> Iterator[Dialect]:
    dice = random.Random(seed)
    while True:
        dialect = written(random_choice(dice), dice)
        if dialect is not None:
            yield dialect


def _print_table(outcomes: Counter[str], seconds: float) -> None:
    n = outcomes.total()
    print(f"{n} files in {seconds:.0f} s")
    for verdict, number in outcomes.most_common():
        print(f"{verdict:20} {number:8} {100 * number / n:7.3f} %", flush=True)


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*given, *(FILES, SEED, FIRST)[len(given) :])
