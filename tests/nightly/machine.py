"""A small virtual machine: Debian's kernel, this computer's disk under a layer in memory, and a command to run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

DISK_MODULES = "virtio_pci 9pnet_virtio 9p overlay"
PAIRING_MODULES = "ctr sha512_generic sha3_generic jitterentropy_rng drbg ecdh_generic cmac ecb"
"""What keys are made with; the kernel looks some of it up by name, so that the modules do not ask for each other."""
SOCKET_MODULES = "af_alg algif_hash algif_skcipher"
"""Without these bluetoothd drops its adapter."""
RADIO_MODULES = "bluetooth hci_vhci"
MODULES = f"{DISK_MODULES} {PAIRING_MODULES} {SOCKET_MODULES} {RADIO_MODULES}".split()
PROGRAMS = {
    "qemu-system-x86_64": "qemu-system-x86",
    "cpio": "cpio",
    "modprobe": "kmod",
    "dbus-daemon": "dbus",
    "bluetoothctl": "bluez",
    "dpkg": "dpkg",
}
TOO_LONG, FELL = 124, 125
INIT = Path(__file__).with_name("init.sh")
KERNEL_OPTIONS = "console=ttyS0 quiet panic=-1 oops=panic mitigations=off nokaslr tsc=reliable no_timer_check"
"""Without the last one the kernel takes its timer for broken and panics where other work leaves it too little time."""


class MissingPartError(Exception):
    """Something has to be installed first; the message says what."""


class Machine:
    """Ready to run one command after another, each on a machine that boots for it.

    Args:
        cache: where the kernel and what is made of it are kept.
    """

    def __init__(self, cache: Path) -> None:
        missing = sorted({package for program, package in PROGRAMS.items() if _path_of(program) is None})
        if missing:
            raise MissingPartError(f"Some programs are missing. Install the Debian packages {' '.join(missing)}.")
        self._cache = cache
        self._kernel = _unpacked(cache, "linux-image-amd64", follow=True)
        self._busybox = _unpacked(cache, "busybox-static")
        self._version = next((self._kernel / "lib" / "modules").iterdir()).name

    def run(self, command: str, *, longest_s: float) -> int:
        """Boot, run a shell command, show what it prints, and give its status.

        TOO_LONG when it took too long, FELL when the machine's kernel did not live to tell.
        """
        shared = self._cache / "shared"
        shutil.rmtree(shared, ignore_errors=True)
        shared.mkdir(parents=True)
        (shared / "command.sh").write_text(f"{command}\n")
        try:
            subprocess.run(self._qemu(shared, self._initrd()), check=True, timeout=longest_s, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return TOO_LONG
        status = shared / "status"
        return int(status.read_text()) if status.exists() else FELL

    def _qemu(self, shared: Path, initrd: Path) -> list[str]:
        kernel = self._kernel / "boot" / f"vmlinuz-{self._version}"
        machine = ["-M", "q35", "-accel", "tcg,thread=multi", "-cpu", "Nehalem", "-smp", "2", "-m", "2G"]
        console = ["-display", "none", "-no-reboot", "-nodefaults", "-serial", "stdio"]
        boot = ["-kernel", str(kernel), "-initrd", str(initrd), "-append", KERNEL_OPTIONS]
        disk = ["-virtfs", "local,path=/,mount_tag=disk,security_model=none,readonly=on,multidevs=remap"]
        folder = ["-virtfs", f"local,path={shared},mount_tag=shared,security_model=none"]
        return ["qemu-system-x86_64", *machine, *console, *boot, *disk, *folder]

    def _initrd(self) -> Path:
        """An initial file system: busybox, the modules in the order of their needs, the script that uses them."""
        tree = self._cache / "initrd"
        shutil.rmtree(tree, ignore_errors=True)
        for folder in ("bin", "proc", "sys", "dev", "mnt", "modules"):
            (tree / folder).mkdir(parents=True)
        shutil.copy(self._busybox / "bin" / "busybox", tree / "bin")
        names = [Path(shutil.copy(module, tree / "modules")).name for module in self._modules()]
        (tree / "modules" / "order").write_text("\n".join(names) + "\n")
        shutil.copy(INIT, tree / "init")
        (tree / "init").chmod(0o755)
        image = self._cache / "initrd.cpio"
        names_in_tree = "\0".join(str(path.relative_to(tree)) for path in sorted(tree.rglob("*")))
        with image.open("wb") as target:
            subprocess.run(
                ["cpio", "--quiet", "-0", "-o", "-H", "newc"],
                cwd=tree,
                input=names_in_tree.encode(),
                stdout=target,
                check=True,
            )
        return image

    def _modules(self) -> list[Path]:
        subprocess.run([_path_of("depmod"), "-b", self._kernel, self._version], check=True)
        needed: dict[Path, None] = {}
        for module in MODULES:
            lines = subprocess.run(
                [_path_of("modprobe"), "-d", self._kernel, "-S", self._version, "--show-depends", module],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            needed |= dict.fromkeys(Path(found) for found in re.findall(r"^insmod (\S+)", lines, re.MULTILINE))
        return list(needed)


def _path_of(program: str) -> str | None:
    """Where a program is; some are kept where only root looks."""
    return shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")


def _unpacked(cache: Path, package: str, *, follow: bool = False) -> Path:
    """The files of a Debian package, downloaded once; `follow` takes the one that an empty package stands for."""
    folder = cache / package
    if not folder.is_dir():
        name = _what_it_stands_for(package) if follow else package
        downloads = cache / "downloads"
        downloads.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "-qq", "-o", "APT::Sandbox::User=", "download", name], cwd=downloads, check=True)
        archive = max(downloads.glob(f"{name}_*.deb"), key=lambda path: path.stat().st_mtime)
        subprocess.run(["dpkg", "-x", archive, folder], check=True)
    return folder


def _what_it_stands_for(package: str) -> str:
    depends = subprocess.run(["apt-cache", "depends", package], check=True, capture_output=True, text=True).stdout
    return re.search(r"Depends: (\S+)", depends).group(1)
