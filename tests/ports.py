"""Ports for servers that are started later, or again."""

from __future__ import annotations

import socket


def kept_port() -> tuple[int, socket.socket]:
    """A port of this computer, and what keeps it from everybody who asks for any port until it is closed.

    A server that names the port may listen there all the same.
    """
    keeper = socket.socket()
    keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    keeper.bind(("127.0.0.1", 0))
    return int(keeper.getsockname()[1]), keeper
