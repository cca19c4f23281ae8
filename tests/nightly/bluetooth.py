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
import shutil
import sys
from pathlib import Path

from tests.nightly.machine import Machine, MissingPartError

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
WITHIN = "/run/shared/report.xml"
"""Where the machine writes what the host reads."""
ABSENT = 77


def main(report: Path, arguments: list[str]) -> int:
    """Run the tests in the machine and keep their report; 77 when something has to be installed first."""
    options = ["-v", "-rA", "--tb=short", "-p", "no:cacheprovider", "--timeout=180", *PLUGINS]
    options += [f"--junitxml={WITHIN}", *arguments]
    settings = ["PULSRO_REAL_BLUEZ=1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD=1"]
    command = ["env", *settings, sys.executable, "-m", "pytest", *options, *TESTS]
    try:
        machine = Machine(CACHE)
    except MissingPartError as error:
        sys.stderr.write(f"{error}\n")
        return ABSENT
    status = machine.run(f"cd {shlex.quote(str(ROOT))} && {shlex.join(command)}", longest_s=LONGEST_S)
    written = CACHE / "shared" / Path(WITHIN).name
    if written.exists():
        shutil.copy(written, report)
    return status


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2:]))
