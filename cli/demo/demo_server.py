"""The server of the demo: the product itself, on a thread, with simulated straps that send to it."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

import httpx2 as httpx

from alerts.pipeline.compute import WorkerProcesses
from api.app import create_app
from api.invitations import sign_in_address
from api.middleware.logs import configure_logs
from api.moment import utc_now
from cli.demo import texts
from cli.demo.live_straps import LiveStraps
from cli.demo.workplace import Story
from cli.server.serve import server_for
from cli.shared.opening import opened
from store.subjects import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import uvicorn

    from api.settings import Settings
    from cli.demo.history import Member, Workplace
    from cli.demo.workplace import Wearer
    from messages import Message
    from store import Store
    from store.models import Account

HOST: Final = "127.0.0.1"
STARTS_WITHIN_S: Final = 120.0  # it takes a second, and much longer where the computer is busy
ANSWERS_WITHIN_S: Final = 60.0
POLL_S: Final = 0.05
LIVE_STRAP: Final = "Simulated strap"
REPLAYED_STRAP: Final = "Replayed recording"
EMPLOYEE_PAGES: Final = ("/today", "/check", "/breathe", "/trends", "/sharing")
NURSE_PAGES: Final = ("/worklist",)


class DemoError(OSError):
    """The demo cannot go on; the message says what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class DemoServer:
    """The record of the demo and what serves it. Open it with `opened`, start it with `running`."""

    def __init__(self, settings: Settings, store: Store, compute: WorkerProcesses) -> None:
        self.settings = settings
        self.store = store
        self.compute = compute

    @classmethod
    @contextmanager
    def opened(cls, settings: Settings) -> Iterator[DemoServer]:
        """The record in the settings' folder and a process that computes."""
        configure_logs(settings)
        with opened(settings) as store, WorkerProcesses() as compute:
            yield cls(settings, store, compute)

    @contextmanager
    def running(self, workplace: Workplace, listener: socket.socket) -> Iterator[None]:
        """Serve the pages at the listener's port, tick, and let the straps of those who wear one send."""
        app = create_app(self.settings, self.store, self.compute, clock=True)
        server = server_for(app, self.settings, host=HOST, port=listener.getsockname()[1])
        thread = threading.Thread(target=server.run, args=([listener],), name="pages", daemon=True)
        thread.start()
        try:
            self._wait_until_started(server, thread)
            with self._straps(workplace):
                yield
        finally:
            server.should_exit = True
            thread.join()

    def sign_in_address(self, account: Account) -> str:
        """A link that signs in once."""
        with self.store.begin(Engine(), now=utc_now()) as record:
            link = record.sign_in.create_link(account.id, lifetime=self.settings.link_lifetime)
        return sign_in_address(link, self.settings)

    def replay_token_file(self, member: Member) -> Path:
        """A file, readable by its owner only, with the token of a device for replaying recordings as this member."""
        file = self.settings.data_dir / "replay.token"
        file.touch(mode=0o600)
        file.write_text(self._pair(member, REPLAYED_STRAP))
        return file

    def check_pages(self, workplace: Workplace) -> None:
        """Open the pages of an employee and of the nurse; DemoError names the one that does not answer."""
        self._check(workplace.one(Story.FALL).account, EMPLOYEE_PAGES)
        self._check(workplace.nurse, NURSE_PAGES)

    def wait(self, seconds: float | None) -> None:
        """Wait that long, or for ever."""
        threading.Event().wait(seconds)

    def _wait_until_started(self, server: uvicorn.Server, thread: threading.Thread) -> None:
        deadline_s = time.monotonic() + STARTS_WITHIN_S
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline_s:
                raise DemoError(texts.NOT_OPENED(address=self.settings.public_url))
            time.sleep(POLL_S)

    def _straps(self, workplace: Workplace) -> LiveStraps:
        worn: dict[Wearer, str] = {
            member.wearer: self._pair(member, LIVE_STRAP) for member in workplace.members if member.wearer.wears_now
        }
        return LiveStraps(server=self.settings.public_url, folder=self.settings.data_dir, tokens=worn)

    def _pair(self, member: Member, name: str) -> str:
        """A new token; the one that an earlier run of the demo had under this name is revoked."""
        with self.store.begin(member.person, now=utc_now()) as record:
            for device in record.devices.list(member.account.id):
                if device.name == name and device.revoked_at is None:
                    record.devices.revoke(device.id)
            return record.devices.pair(member.account.id, name=name).token

    def _check(self, account: Account, pages: tuple[str, ...]) -> None:
        address = self.sign_in_address(account)
        with httpx.Client(
            base_url=self.settings.public_url, follow_redirects=True, trust_env=False, timeout=ANSWERS_WITHIN_S
        ) as browser:
            token = address.rpartition("/")[2]
            answer = browser.post("/sign-in/link", data={"token": token}, headers={"Origin": self.settings.public_url})
            for page in (None, *pages):
                answer = answer if page is None else browser.get(page)
                if answer.status_code != httpx.codes.OK or (page and answer.url.path != page):
                    raise DemoError(texts.NO_ANSWER(page=page or "/sign-in"))


def listening(ports: tuple[int, ...]) -> socket.socket:
    """Listen at the first of these ports that nobody has; 0 is any free one. DemoError when all are taken.

    It listens from now on, so that nobody else can take the port before the pages are ready.
    """
    for port in ports:
        with suppress(OSError):
            return socket.create_server((HOST, port))
    raise DemoError(texts.PORT_TAKEN(port=str(ports[0])))
