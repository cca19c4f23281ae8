"""The Bluetooth tests against the real bluetoothd, on a real kernel, in a virtual machine without any radio.

    make nightly                        # all of them
    make nightly NIGHTLY_ARGS="-k eight"

The machine is QEMU with Debian's kernel; its disk is this computer's, read-only, under a layer in memory. The kernel's
`hci_vhci` gives bluetoothd an adapter whose radio is the same virtual one that the tests use everywhere. Needs Debian
or a relative of it, and no KVM:

    apt-get install qemu-system-x86 bluez dbus cpio kmod

The kernel and a static busybox are downloaded as Debian packages on the first run and kept in .cache/nightly.
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from tests.nightly.machine import Machine, MissingPartError

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "nightly"
TESTS = (
    "tests/sensors/test_scenarios_over_the_air.py",
    "tests/sensors/test_strap.py",
    "tests/sensors/test_many_straps.py",
    "tests/sensors/test_pairing_agent.py",
    "tests/sensors/test_polar_streams.py",
)
LONGEST_S = 1800


def main(arguments: list[str]) -> int:
    options = ["-q", "-rA", "-p", "no:cacheprovider", "-p", "no:xdist", "--timeout=180", *arguments]
    command = ["env", "PULSRO_REAL_BLUEZ=1", sys.executable, "-m", "pytest", *options, *TESTS]
    try:
        machine = Machine(CACHE)
    except MissingPartError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return machine.run(f"cd {shlex.quote(str(ROOT))} && {shlex.join(command)}", longest_s=LONGEST_S)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
