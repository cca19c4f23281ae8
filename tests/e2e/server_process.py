"""A real server in a process of its own, to be killed at any moment."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2 as httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
STARTS_WITHIN_S = 30.0
SERVE = "from cli.main import run; run()"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ServerProcess:
    """`pulsro serve` over one data folder and one port."""

    def __init__(self, data_dir: Path, *, port: int, clock: bool = False) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._command = [
            sys.executable,
            "-c",
            SERVE,
            "serve",
            "--port",
            str(port),
            "--clock" if clock else "--no-clock",
        ]
        self._environment = os.environ | {"PULSRO_DATA_DIR": str(data_dir), "PULSRO_PUBLIC_URL": self.url}
        self._log = data_dir / "server.log"

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        deadline = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < deadline and self._process.poll() is None:
            if self._answers():
                return
            time.sleep(0.05)
        self.kill()
        raise AssertionError(f"The server did not start:\n{self._log.read_text()}")

    def kill(self) -> None:
        """As `kill -9`: no handler runs, nothing is flushed."""
        self._process.kill()
        self._process.wait()

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", trust_env=False, timeout=1.0).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False


@contextmanager
def running(server: ServerProcess) -> Iterator[ServerProcess]:
    server.start()
    try:
        yield server
    finally:
        server.kill()
