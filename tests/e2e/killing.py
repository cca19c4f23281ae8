"""A gateway and a server that are killed, and a link that is cut, at random moments; and what is there in the end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

import httpx2 as httpx

from alerts.care.consent_text import agreed
from sensors.upload.blocks import from_bytes
from sensors.upload.pairings import Pairings
from sensors.upload.sender import Sender, client_for
from store import KeyRing, Store
from store.models import Purpose
from store.subjects import Employee, Operator, Role
from tests.e2e.cut_link import CutLink
from tests.patience import PATIENCE_S, wait_until
from tests.ports import kept_port

if TYPE_CHECKING:
    import numpy as np

ROOT = Path(__file__).parents[2]
LEDGER = """
CREATE TABLE ledger (source TEXT, sequence INTEGER, body BLOB);
CREATE TRIGGER stored AFTER INSERT ON blocks BEGIN INSERT INTO ledger VALUES (NEW.source, NEW.sequence, NEW.body); END;
"""
Beats = dict[tuple[str, int], tuple[list[float], list[float]]]


@dataclass(frozen=True)
class Outcome:
    """What the spools ever took, by source and sequence, and what the server has; and how often each part died."""

    stored_by_gateway: Beats
    at_the_server: Beats
    blocks_at_the_server: int
    deaths: dict[str, int]


class Field:
    """A server and a gateway over one folder, with a link between them."""

    def __init__(self, folder: Path, *, straps: int) -> None:
        self._folder = folder
        self._server_port, self._keeper = kept_port()
        self._link = CutLink(self._server_port)
        self._pids: dict[str, int] = {}
        self._people = [self._person(number) for number in range(straps)]
        self._pairings = Pairings(folder / "gateway")
        for person_id in self._people:
            self._pair(person_id)
        self._zygote = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.zygote"],
            cwd=ROOT,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        self.start("serve")
        self.start("gateway")
        return self

    def __exit__(self, *_: object) -> None:
        self._link.cut()
        for program in tuple(self._pids):
            self._end(program, signal.SIGKILL)
        self._zygote.stdin.close()
        self._zygote.wait()
        self._zygote.stdout.close()
        self._link.close()
        self._keeper.close()

    @property
    def _facts(self) -> dict[str, dict[str, str]]:
        url = f"http://127.0.0.1:{self._server_port}"
        return {
            "serve": {"folder": str(self._folder), "url": url},
            "gateway": {"folder": str(self._folder / "gateway")},
        }

    def start(self, program: str) -> None:
        wanted = {"program": program, "log": str(self._folder / f"{program}.log"), "facts": self._facts[program]}
        self._zygote.stdin.write(f"{json.dumps(wanted)}\n")
        self._zygote.stdin.flush()
        self._pids[program] = int(self._zygote.stdout.readline())

    def kill_and_restart(self, program: str) -> None:
        """As `kill -9`: no handler runs, nothing is flushed."""
        self._end(program, signal.SIGKILL)
        self.start(program)

    def cut_and_mend(self) -> None:
        self._link.cut()
        time.sleep(0.05)
        self._link.mend()

    def end_gateway(self) -> None:
        """In order, for good."""
        self._end("gateway", signal.SIGTERM)

    def wait_for_beats(self, at_least: int) -> None:
        """Until the server answers and the gateways have stored so many blocks since they began."""
        wait_until(self._answers, "the server answers")
        wait_until(lambda: sum(map(len, self._ledgers())) >= at_least, "the gateway has stored beats")

    def outcome(self, deaths: dict[str, int]) -> Outcome:
        """End the gateway in order, send what is left, and compare."""
        self.end_gateway()
        wait_until(self._answers, "the server answers")
        asyncio.run(self._send_the_rest())
        self._end("serve", signal.SIGTERM)
        stored: Beats = {}
        for ledger in self._ledgers():
            stored |= ledger
        there, n_blocks = self._at_the_server()
        return Outcome(stored, there, n_blocks, deaths)

    def _person(self, number: int) -> str:
        now = datetime.now(UTC) - timedelta(days=3)
        with self._record() as store:
            with store.begin(Operator("the operator"), now=now) as record:
                email = f"{number}@test.invalid"
                person_id = record.accounts.create(role=Role.EMPLOYEE, name="Somebody", email=email).id
            with store.begin(Employee(person_id), now=now) as record:
                record.consents.give(person_id, purpose=Purpose.STORE, text=agreed(Purpose.STORE))
        return person_id

    def _pair(self, person_id: str) -> None:
        """As somebody does with a code; and write down in the same transaction whatever the spool takes."""
        now = datetime.now(UTC)
        with self._record() as store, store.begin(Employee(person_id), now=now) as record:
            token = record.devices.pair(person_id, name="strap").token
        server = f"http://127.0.0.1:{self._link.port}"
        paired = self._pairings.add(name="strap", server=server, token=token, strap="quick", now=now)
        with self._pairings.spool_of(paired.number) as spool:
            spool._database.executescript(LEDGER)

    @contextlib.contextmanager
    def _record(self):
        store = Store(f"sqlite:///{self._folder / 'pulsro.db'}", KeyRing.from_file(self._folder / "pulsro.keys"))
        store.migrate()
        try:
            yield store
        finally:
            store.close()

    def _end(self, program: str, how: signal.Signals) -> None:
        pid = self._pids.pop(program)
        os.kill(pid, how)
        wait_until(lambda: not _lives(pid), f"{program} has ended")

    def _answers(self) -> bool:
        try:
            url = f"http://127.0.0.1:{self._link.port}/healthz"
            return httpx.get(url, trust_env=False, timeout=PATIENCE_S).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def _ledgers(self) -> list[Beats]:
        return [self._ledger(pairing.number) for pairing in self._pairings.all()]

    def _ledger(self, number: int) -> Beats:
        with contextlib.closing(sqlite3.connect(self._pairings.spool_path(number), timeout=PATIENCE_S)) as database:
            rows = database.execute("SELECT source, sequence, body FROM ledger").fetchall()
        opened = {}
        for source, sequence, body in rows:
            series = from_bytes(self._pairings.key.open(body, place=f"blocks|{source}|{sequence}"))
            opened[source, sequence] = (series.time_s.tolist(), series.rr_ms.tolist())
        return opened

    async def _send_the_rest(self) -> None:
        for pairing in self._pairings.all():
            async with client_for(pairing.server) as client:
                with self._pairings.spool_of(pairing.number) as spool:
                    await Sender(spool, client, pairing.token).drain()
                    assert (spool.count().waiting, spool.count().set_aside) == (0, 0), spool.refusals()

    def _at_the_server(self) -> tuple[Beats, int]:
        there, n_blocks = {}, 0
        with self._record() as store:
            for person_id in self._people:
                with store.reading(Employee(person_id), now=datetime.now(UTC)) as record:
                    blocks = record.beats.read_after(person_id, cursor=0, limit=1_000_000)
                n_blocks += len(blocks)
                for block in blocks:
                    there[block.source_id, block.sequence] = block.series.time_s.tolist(), block.series.rr_ms.tolist()
        return there, n_blocks


def harass(folder: Path, *, deaths: int, straps: int, dice: np.random.Generator) -> Outcome:
    """Kill the gateway or the server, or cut the link, so many times at random moments."""
    happened = {"gateway": 0, "serve": 0, "link": 0}
    with Field(folder, straps=straps) as field:
        field.wait_for_beats(1)
        for number in range(deaths):
            time.sleep(dice.uniform(0.0, 0.6))
            victim = ("gateway", "serve", "link")[number % 3]
            happened[victim] += 1
            if victim == "link":
                field.cut_and_mend()
            else:
                field.kill_and_restart(victim)
        field.wait_for_beats(deaths)
        return field.outcome(happened)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
