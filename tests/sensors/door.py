"""A small ingest door over real HTTP, which remembers what it took and can be told to misbehave."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "t0ken"


@dataclass
class Door:
    """What the server will say, and what it has heard.

    `answers` are (status, headers, body) given to the next requests instead of the usual one. `refuses` maps sequences
    to reasons; `chokes_on` are sequences that make a whole request unacceptable; `forgets` answers and takes nothing;
    `watched` is what is said of whoever watches.
    """

    url: str = ""
    answers: list[tuple[int, dict[str, str], str]] = field(default_factory=list)
    refuses: dict[int, str] = field(default_factory=dict)
    chokes_on: set[int] = field(default_factory=set)
    forgets: bool = False
    watched: dict[str, Any] = field(default_factory=dict)
    requests: list[dict[str, Any]] = field(default_factory=list)
    taken: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)

    @property
    def beats(self) -> int:
        return sum(len(block["rr_ms"]) for block in self.taken.values())

    def answer(self, path: str, token: str, body: dict[str, Any]) -> tuple[int, dict[str, str], str]:
        if self.answers:
            return self.answers.pop(0)
        if path != "/api/v1/beats":
            return 404, {}, "{}"
        if token != f"Bearer {TOKEN}":
            return 401, {}, "{}"
        self.requests.append(body)
        return self._take(body["source"], {block["sequence"]: block for block in body["blocks"]})

    def _take(self, source: str, blocks: dict[int, dict[str, Any]]) -> tuple[int, dict[str, str], str]:
        if self.forgets:
            return 200, {}, json.dumps({"acknowledged": [], "refused": []})
        if self.chokes_on & set(blocks):
            return 422, {}, json.dumps({"detail": "These beats lie in the future. Set this computer's clock."})
        taken = [sequence for sequence in blocks if sequence not in self.refuses]
        self.taken |= {(source, sequence): blocks[sequence] for sequence in taken}
        refused = [{"sequence": each, "reason": self.refuses[each]} for each in blocks if each in self.refuses]
        return 200, {}, json.dumps({"acknowledged": taken, "refused": refused} | self.watched)


@contextmanager
def open_door() -> Iterator[Door]:
    """A door on a free port of this computer, until the block ends."""
    door = Door()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, headers, text = door.answer(self.path, self.headers["Authorization"], body)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(text))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Tests read what was taken, not a log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        door.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield door
        server.shutdown()
