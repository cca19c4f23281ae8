"""A process that has loaded everything already and splits off servers and gateways, each to be killed at any moment.

    python -m tests.e2e.zygote

One line of JSON on standard input starts one program and is answered by its process id. The programs are the real ones;
only their imports, which take seconds, were done before.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

import numpy as np

import alerts.pipeline.compute
import api.app
import cli.main
import cli.server.serve
from cli.straps import gateway_run
from sensors.simulation.strap import HeartModel, SimulatedStrap
from sensors.upload import sender
from sensors.upload.pairings import Pairings

LOADED = (alerts.pipeline.compute, api.app, cli.server.serve)
SPEED = 60.0
YESTERDAY_S = 86_400.0


def quick_strap(_: str) -> SimulatedStrap:
    """A heart that lives through a minute in each second, since yesterday."""
    dice = np.random.default_rng(time.time_ns())
    return SimulatedStrap(HeartModel(dice), dice, start_s=time.time() - YESTERDAY_S, speed=SPEED)


def serve(*, folder: str, url: str) -> None:
    os.environ.update(PULSRO_DATA_DIR=folder, PULSRO_PUBLIC_URL=url)
    sys.argv = ["pulsro", "serve", "--no-clock", "--port", url.rpartition(":")[2]]
    cli.main.run()


def gateway(*, folder: str) -> None:
    sender.IDLE_PAUSE_S = sender.FIRST_PAUSE_S = 0.05
    gateway_run.run_gateway(Pairings(Path(folder)), plain=True, source_for=quick_strap)


PROGRAMS = {"serve": serve, "gateway": gateway}


def become(program: str, log: str, facts: dict[str, str]) -> None:
    """Be that program until it ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    lines = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(lines, stream)
    try:
        PROGRAMS[program](**facts)
    finally:
        sys.stdout.flush()
        os._exit(0)


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever was killed leaves nothing behind
    for line in sys.stdin:
        wanted = json.loads(line)
        pid = os.fork()
        if pid == 0:
            become(**wanted)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
