"""An `export.xml` of 300 MB, read as it lies and from its zip: at most 15 s, and 60 MB above the start.

python -m benchmarks.apple_export [MEGABYTES]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sensors.recordings.registry import understand_file

if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTES: Final = 300
MOST_S: Final = 15.0
MOST_MB: Final = 60.0
HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!ELEMENT HealthData (Record)*>
]>
<HealthData>
"""
RECORD: Final = (
    ' <Record type="HKQuantityTypeIdentifier{kind}" sourceName="Watch" sourceVersion="26.1" '
    'device="&lt;&lt;HKDevice: 0x1&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,1&gt;" '
    'unit="{unit}" creationDate="{start}" startDate="{start}" endDate="{start}" value="{value}"/>\n'
)
LIST: Final = (
    ' <Record type="HKQuantityTypeIdentifierHeartRateVariabilitySDNN" sourceName="Watch" unit="ms" '
    'startDate="{day} 07:00:00 +0100" endDate="{day} 07:01:02 +0100" value="50.1">\n'
    "  <HeartRateVariabilityMetadataList>\n{rates}  </HeartRateVariabilityMetadataList>\n </Record>\n"
)
RATES: Final = "".join(
    f'   <InstantaneousBeatsPerMinute bpm="60" time="7:00:{place:02}.{place % 7:02} AM"/>\n' for place in range(60)
)
RATES_A_DAY: Final = 1500


def days() -> Iterator[str]:
    """A day of records after another: heart rates, steps, a list of beats, and an RMSSD."""
    for number in range(100_000):
        day = f"{2015 + number // 336}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
        for place in range(RATES_A_DAY):
            start = f"{day} {place // 60 % 24:02}:{place % 60:02}:{place * 7 % 60:02} +0100"
            yield RECORD.format(kind="HeartRate", unit="count/min", start=start, value=50 + place * number % 47)
        yield LIST.format(day=day, rates=RATES)
        yield RECORD.format(
            kind="HeartRateVariabilityRMSSD", unit="ms", start=f"{day} 03:10:00 +0100", value=30 + number % 30
        )


def write(path: Path, n_bytes: int) -> None:
    """Write whole records until there are so many bytes."""
    with path.open("w", encoding="utf-8") as file:
        written = file.write(HEAD)
        for text in days():
            written += file.write(text)
            if written >= n_bytes:
                break
        file.write("</HealthData>\n")


def measured(path: Path) -> tuple[float, float, float, int]:
    """Seconds on the wall and of computing, megabytes above the start, and days found."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    found = understand_file(path)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return time.perf_counter() - wall_s, time.process_time() - cpu_s, (after - before) / 1024, len(found.days)


def main(megabytes: int) -> int:
    """Print what it takes; 1 when it takes too much computing or memory."""
    with tempfile.TemporaryDirectory() as folder:
        plain, packed = Path(folder) / "export.xml", Path(folder) / "export.zip"
        write(plain, megabytes * 1_000_000)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(plain, "apple_health_export/export.xml")
        fails = 0
        for path in (plain, packed):
            wall_s, cpu_s, above_mb, n_days = measured(path)
            size_mb = path.stat().st_size / 1e6
            took = f"{wall_s:.1f} s, computing {cpu_s:.1f} s, {above_mb:.0f} MB more, {n_days} days"
            print(f"{path.name} {size_mb:.0f} MB: {took}")
            fails += cpu_s > MOST_S or above_mb > MOST_MB
    return min(1, fails)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else MEGABYTES))
