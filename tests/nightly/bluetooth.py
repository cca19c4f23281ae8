"""The Bluetooth tests against the real bluetoothd, on a real kernel, in a virtual machine without any radio.

    make nightly PARTS=bluetooth
    .venv/bin/python -m tests.nightly.bluetooth .cache/bluetooth.xml -k eight

The machine is QEMU with Debian's kernel; its disk is this computer's, read-only, under a layer in memory. The kernel's
`hci_vhci` gives bluetoothd an adapter whose radio is the same virtual one that the tests use everywhere. Needs Debian
or a relative of it, and no KVM:

    apt-get install qemu-system-x86 bluez dbus cpio kmod

The kernel and a static busybox are downloaded as Debian packages on the first run and kept in .cache/nightly.
"""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.nightly.machine import FELL, Machine, MissingPartError

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "nightly"
TESTS = (
    "tests/sensors/test_scenarios_over_the_air.py",
    "tests/sensors/ble/test_strap.py",
    "tests/sensors/ble/test_many_straps.py",
    "tests/sensors/ble/test_pairing_agent.py",
    "tests/sensors/ble/polar/test_polar_streams.py",
)
PLUGINS = ("-p", "anyio.pytest_plugin", "-p", "pytest_timeout", "-p", "pytest_socket")
"""Only these: in a machine without KVM it takes half a minute to load the others."""
LONGEST_S = 42 * 60.0
BOOTS = 3
"""How often a file is tried: Debian's kernel itself may fall when many links end at once (a BUG in hci_chan_del)."""
WITHIN = "/run/shared/report.xml"
"""Where the machine writes what the host reads."""
ABSENT = 77
NO_TESTS = 5
"""What pytest ends with when a choice like `-k eight` leaves none of a file."""


def main(report: Path, arguments: list[str]) -> int:
    """Run each file in a machine of its own and keep their reports; 77 when something has to be installed first."""
    try:
        machine = Machine(CACHE)
    except MissingPartError as error:
        sys.stderr.write(f"{error}\n")
        return ABSENT
    suites, worst = ET.Element("testsuites"), 0
    ends_s = time.monotonic() + LONGEST_S
    for file in TESTS:
        status = _run(machine, [*arguments, file], ends_s)
        worst = worst or (0 if status == NO_TESTS else status)
        written = CACHE / "shared" / Path(WITHIN).name
        if written.exists():
            suites.extend(ET.parse(written).iter("testsuite"))  # noqa: S314 - our own pytest wrote it
    ET.ElementTree(suites).write(report)
    return worst


def _run(machine: Machine, arguments: list[str], ends_s: float) -> int:
    """One file of tests; again on a new machine when the kernel fell, which says nothing about Pulsro."""
    options = ["-v", "-rA", "--tb=short", "-p", "no:cacheprovider", "--timeout=180", *PLUGINS]
    options += [f"--junitxml={WITHIN}", *arguments]
    settings = ["PULSRO_REAL_BLUEZ=1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD=1"]
    command = ["env", *settings, sys.executable, "-m", "pytest", *options]
    status = FELL
    for boot in range(BOOTS):
        status = machine.run(
            f"cd {shlex.quote(str(ROOT))} && {shlex.join(command)}", longest_s=ends_s - time.monotonic()
        )
        if status != FELL:
            break
        sys.stdout.write(f"The kernel of the machine fell, time {boot + 1}: {arguments[-1]}\n")
    return status


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2:]))
