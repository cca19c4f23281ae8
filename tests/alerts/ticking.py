"""A process that ticks beside others.

Told the address, the key file, the moment, a file whose coming says go, and a window to answer with: how long it
takes to import the arithmetic is not what is tried here.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from alerts.schedule.tick import tick
from hrv import Window
from store import KeyRing, Store


class Prepared:
    """Answers with the window it was given, where the beats are."""

    def __init__(self, window):
        self._window = window

    def analyse(self, series, *, window_s, hop_s):
        start_s = float(series.time_s[0])
        return (replace(self._window, start_s=start_s, end_s=start_s + window_s),)


def tick_when_told(url, key_file, moment, go, window_file):
    compute = Prepared(Window.from_json(json.loads(Path(window_file).read_text())))
    store = Store(url, KeyRing.from_file(Path(key_file)))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not Path(go).exists():
        time.sleep(0.002)
    tallies = [asdict(tick(store, now=datetime.fromisoformat(moment), compute=compute)) for _ in range(3)]
    sys.stdout.write(json.dumps({name: sum(tally[name] for tally in tallies) for name in tallies[0]}))
    store.close()


if __name__ == "__main__":
    tick_when_told(*sys.argv[1:])
