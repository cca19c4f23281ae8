"""Notifications to systemd (sd_notify(3)): ready, alive, status."""

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
