"""A real server in a process of its own, to be killed at any moment."""

from __future__ import annotations

import os
import socket
import sys
import time
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2 as httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
STARTS_WITHIN_S = 30.0
WARM = get_context("forkserver")
"""One process imports the program; each server is forked from it, which is twenty times faster than importing again."""

WARM.set_forkserver_preload(["cli.main", "cli.serve", "cli.opening", "api.app", "store", "hrv", "numpy"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ServerProcess:
    """`pulsro serve` over one data folder and one port."""

    def __init__(self, data_dir: Path, *, port: int, clock: bool = False) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._words = ["pulsro", "serve", "--port", str(port), "--clock" if clock else "--no-clock"]
        self._environment = {"PULSRO_DATA_DIR": str(data_dir), "PULSRO_PUBLIC_URL": self.url}
        self._log = data_dir / "server.log"

    def start(self) -> None:
        self._process = WARM.Process(target=serve, args=(self._words, self._environment, self._log), daemon=True)
        self._process.start()
        deadline = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < deadline and self._process.is_alive():
            if self._answers():
                return
            time.sleep(0.01)
        self.kill()
        raise AssertionError(f"The server did not start:\n{self._log.read_text()}")

    def kill(self) -> None:
        """As `kill -9`: no handler runs, nothing is flushed."""
        self._process.kill()
        self._process.join()

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", trust_env=False, timeout=1.0).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False


def serve(words: list[str], environment: dict[str, str], log: Path) -> None:
    """What the command line does, in a process that has imported it already."""
    from cli.main import run

    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for standard in (1, 2):
        os.dup2(descriptor, standard)
    os.chdir(ROOT)
    os.environ.update(environment)
    sys.argv = words
    run()


@contextmanager
def running(server: ServerProcess) -> Iterator[ServerProcess]:
    server.start()
    try:
        yield server
    finally:
        server.kill()
