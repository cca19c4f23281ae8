"""The contract of the gateway: nothing lost and nothing twice whoever dies, and light enough for the smallest box.

    python -m benchmarks.gateway_contract [DEATHS] [SECONDS]

Gateway and server are the real programs over loopback, the hearts are simulated inside of the gateway's own process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import numpy as np

from sensors.upload.pairings import Pairings
from tests.e2e.killing import Field, Outcome, harass

DEATHS: Final = 200
SECONDS: Final = 60
STRAPS: Final = 20
WARM_UP_S: Final = 25
MOST_MB: Final = 80.0
MOST_CPU_PERCENT: Final = 5.0
KERNEL_TICKS_A_SECOND: Final = os.sysconf("SC_CLK_TCK")


def main(deaths: int = DEATHS, seconds: int = SECONDS) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _tell_deaths(harass(Path(folder), deaths=deaths, straps=5, dice=np.random.default_rng(200)))
    with tempfile.TemporaryDirectory() as folder:
        _tell_weight(Path(folder), seconds)


def _tell_deaths(outcome: Outcome) -> None:
    stored, there = outcome.stored_by_gateway, outcome.at_the_server
    lost = sum(len(rr_ms) for key, (_, rr_ms) in stored.items() if there.get(key) != stored[key])
    doubled = outcome.blocks_at_the_server - len(there)
    made_up = len(set(there) - set(stored))
    died = ", ".join(f"{name} {n}" for name, n in outcome.deaths.items())
    print(f"\nKilled or cut at random moments: {died}")
    print("| stored by the gateway | lost or changed | at the server twice | at the server only | goal |")
    print("|---|---|---|---|---|")
    beats = sum(len(rr_ms) for _, rr_ms in stored.values())
    print(f"| {beats} beats in {len(stored)} blocks | {lost} | {doubled} | {made_up} | 0, 0 and 0 |")


def _tell_weight(folder: Path, seconds: int) -> None:
    with Field(folder, straps=STRAPS) as field:
        field.wait_for_beats(1)
        field.end_gateway()
        pairings = Pairings(folder / "gateway")
        for pairing in pairings.all():  # the same people and tokens, with hearts that beat as fast as ours do
            pairings.add(**_but(pairing, strap=f"simulated:{pairing.number}"))
            pairings.remove(pairing.number)
        memory_mb, cpu_percent = _weight_of(pairings.folder, seconds)
    print(f"\nA gateway with {STRAPS} simulated straps, over {seconds} s after {WARM_UP_S} s")
    print("| | measured | goal |\n|---|---|---|")
    print(f"| resident memory, highest | {memory_mb:.1f} MB | <= {MOST_MB:.0f} MB |")
    print(f"| processor, share of one core | {cpu_percent:.1f} % | <= {MOST_CPU_PERCENT:.0f} % |")


def _but(pairing: object, *, strap: str) -> dict[str, object]:
    facts = {name: getattr(pairing, name) for name in ("name", "server", "token")}
    return {**facts, "strap": strap, "now": pairing.paired_at}  # type: ignore[attr-defined]  # a Pairing


def _weight_of(folder: Path, seconds: int) -> tuple[float, float]:
    command = [sys.executable, "-m", "cli.straps.gateway_run", str(folder), "--plain"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as gateway:  # noqa: S603 - our own program
        time.sleep(WARM_UP_S)
        before, began = _cpu_s(gateway.pid), time.monotonic()
        time.sleep(seconds)
        used, took = _cpu_s(gateway.pid) - before, time.monotonic() - began
        highest_kb = _status(gateway.pid, "VmHWM")
        gateway.terminate()
    return highest_kb / 1000, 100 * used / took


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / KERNEL_TICKS_A_SECOND


def _status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
