"""A process that ticks beside others: told the address, the key file, the moment, and a file whose coming says go."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from alerts.compute import InProcess
from alerts.tick import tick
from store import KeyRing, Store

if __name__ == "__main__":
    url, key_file, moment, go = sys.argv[1:]
    store = Store(url, KeyRing.from_file(Path(key_file)))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not Path(go).exists():
        time.sleep(0.002)
    tallies = [asdict(tick(store, now=datetime.fromisoformat(moment), compute=InProcess())) for _ in range(3)]
    sys.stdout.write(json.dumps({name: sum(tally[name] for tally in tallies) for name in tallies[0]}))
    store.close()
