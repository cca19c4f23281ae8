"""A network between a gateway and a server that can be cut in the middle of anything, and mended."""

from __future__ import annotations

import contextlib
import socket
import threading

from tests.ports import kept_port


class CutLink:
    """Passes bytes from its own port to another one, until it is cut."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self.port, self._keeper = kept_port()
        self.mend()

    def cut(self) -> None:
        """Everything under way is lost, and nobody is let in."""
        with self._lock:
            everything, self._open = [*self._open, self._listener], set()
        for each in everything:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def close(self) -> None:
        """Cut, for good."""
        self.cut()
        self._keeper.close()

    def mend(self) -> None:
        """Let everybody in again."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._accept(self._listener)

    def _accept(self, listener: socket.socket) -> None:
        threading.Thread(target=self._let_in, args=(listener,), daemon=True).start()

    def _let_in(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._to_port))
            except OSError:
                near.close()
                continue
            with self._lock:
                self._open |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while part := one.recv(65_536):
                other.sendall(part)
        for each in (one, other):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
