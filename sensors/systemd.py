"""Words to systemd, where it started this program: that it is ready, that it lives, and how it does (sd_notify(3))."""

from __future__ import annotations

import os
import socket


def tell(words: str) -> None:
    """Say something like `READY=1`; nothing happens where nobody listens."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = f"\0{address[1:]}"  # a name that stands in no folder
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        line.connect(address)
        line.sendall(words.encode())


def sign_of_life_every_s() -> float | None:
    """How often systemd wants a sign of life, half as long as it waits; None where it does not."""
    wait_us = os.environ.get("WATCHDOG_USEC", "")
    return int(wait_us) / 2_000_000 if wait_us.isdecimal() and int(wait_us) else None
