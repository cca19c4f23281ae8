"""What the windowed core promises, measured: accuracy, honesty and speed beside other programs, in one run.

python -m benchmarks.hrv_contract [SEED]
"""

from __future__ import annotations

import sys
import time

from benchmarks import hrv_accuracy, hrv_agreement, hrv_real, hrv_speed, real_intervals

TABLES = (
    hrv_accuracy.masking,
    hrv_accuracy.clean,
    hrv_accuracy.coverage,
    hrv_accuracy.restless_coverage,
    real_intervals.next_readings_table,
    hrv_accuracy.rhythm,
    hrv_real.changes_of_rate,
    hrv_real.real,
    hrv_agreement.two_sines_table,
    hrv_agreement.same_beats,
    hrv_speed.pace,
)


def main(seed: int = 1) -> None:
    """All tables; the page on agreement is written anew."""
    began = time.perf_counter()
    for table in TABLES:
        print("\n".join((*table(seed), "")), flush=True)
    hrv_agreement.write_page(seed)
    print(f"All of it in {time.perf_counter() - began:.0f} s, seed {seed}")


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
