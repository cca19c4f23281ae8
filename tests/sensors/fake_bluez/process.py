"""The fake in a process of its own, as seen from a test that drives a browser."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Self

from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[3]


class FakeBluezProcess:
    """A running fake; `bus` is what DBUS_SYSTEM_BUS_ADDRESS has to be for the program under test.

    Every call waits until it is done. `strap` counts from 0 in the order of the names.
    """

    def __init__(self, *names: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.sensors.fake_bluez", *names],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.bus = self._answer()["bus"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.wait(PATIENCE_S)
        self._process.stdout.close()

    def notify(self, payload: bytes, *, strap: int = 0) -> None:
        self._do("notify", strap=strap, payload=payload.hex())

    def measure(self, frame: bytes, *, strap: int = 0) -> None:
        """Send a frame of samples, if they are being measured."""
        self._do("measure", strap=strap, payload=frame.hex())

    def measures(self, *, strap: int = 0) -> list[int]:
        """The measurements that somebody has begun."""
        return self.state(strap=strap)["measures"]

    def hang_up(self, *, strap: int = 0) -> None:
        """Close the link from the strap's side."""
        self._do("hang up", strap=strap)

    def walk_away(self, *, strap: int = 0) -> None:
        """Lose the link as out of range; the strap goes on advertising."""
        self._do("walk away", strap=strap)

    def fall_asleep(self, *, strap: int = 0) -> None:
        """No link and no advertisement any more."""
        self._do("fall asleep", strap=strap)

    def wake_up(self, *, strap: int = 0) -> None:
        self._do("wake up", strap=strap)

    def power(self, *, on: bool) -> None:
        self._do("power", on=on)

    def subscriptions(self, *, strap: int = 0) -> int:
        """How often somebody has begun to listen."""
        return self.state(strap=strap)["subscriptions"]

    def links(self, *, strap: int = 0) -> int:
        return self.state(strap=strap)["links"]

    def state(self, *, strap: int = 0) -> dict:
        """All three counts at one moment."""
        return self._do("state", strap=strap)

    def _do(self, what: str, **facts: object) -> object:
        self._process.stdin.write(json.dumps({"do": what, **facts}) + "\n")
        self._process.stdin.flush()
        answer = self._answer()
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer["ok"]

    def _answer(self) -> dict:
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"The fake ended with status {self._process.wait(PATIENCE_S)}.")
        return json.loads(line)
