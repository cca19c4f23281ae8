from __future__ import annotations

import itertools
import shutil
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from anyio.from_thread import start_blocking_portal
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from starlette.testclient import TestClient

from alerts.care.consent_text import agreed
from api.app import create_app
from api.settings import Settings, load_settings
from store.models import Account, Purpose, Scope
from store.subjects import Employee, Engine, Role
from tests.api.strap_chooser import STRAP_NAME
from tests.browser import CHROMIUM, QUIETLY
from tests.conftest import address, missing_part
from tests.patience import PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from store import Store

START = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
HERE = "http://127.0.0.1:8000"
BLUETOOTH = ("--enable-features=WebBluetooth", "--enable-experimental-web-platform-features")
QUICK = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))


@dataclass
class Wall:
    """The clock on the wall of a test."""

    moment: datetime = START

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **span: float) -> None:
        self.moment += timedelta(**span)


@dataclass
class House:
    """A running application, and the people who come to its doors."""

    app: FastAPI
    store: Store
    wall: Wall
    settings: Settings
    accounts: dict[str, Account] = field(default_factory=dict, init=False, repr=False)
    """Not among what Hypothesis prints, which is what `__init__` takes: hundreds of accounts would be all names."""

    @property
    def now(self) -> datetime:
        return self.wall()

    def visitor(self, **headers: str) -> TestClient:
        """A browser that has not signed in."""
        return TestClient(
            self.app,
            base_url=self.settings.public_url,
            headers=headers,
            follow_redirects=False,
            client=("10.0.0.7", 50000),
        )

    def speak(self, *languages: str) -> None:
        """Let the pages and the API speak these languages, the first one by default."""
        context = self.app.state.context
        settings = context.settings.model_copy(update={"languages": languages})
        self.app.state.context = replace(context, settings=settings)

    def account(self, role: Role, name: str = "") -> Account:
        """Somebody new, or the one of that name."""
        name = name or f"{role} {len(self.accounts)}"
        if name not in self.accounts:
            with self.store.begin(Engine(), now=self.now) as record:
                email = f"{name.replace(' ', '.').lower()}@example.org"
                self.accounts[name] = record.accounts.create(role=role, name=name, email=email)
        return self.accounts[name]

    def link(self, account: Account) -> str:
        with self.store.begin(Engine(), now=self.now) as record:
            return record.sign_in.create_link(account.id, lifetime=timedelta(days=1)).token

    def signed_in(self, account: Account) -> TestClient:
        """A browser in which the account has signed in."""
        browser = self.visitor()
        answer = browser.post("/sign-in/link", data={"token": self.link(account)})
        assert answer.status_code == 303, answer.text
        return browser

    def agree(self, person: Account, purpose: Purpose = Purpose.STORE, *, nurse: Account | None = None) -> str:
        """A consent of the person; its id."""
        scope = Scope.TREND if purpose is Purpose.TREND else Scope.NOTHING
        with self.store.begin(Employee(person.id), now=self.now) as record:
            text = agreed(purpose)
            given = record.consents.give(
                person.id, purpose=purpose, text=text, scope=scope, grantee_id=nurse.id if nurse else None
            )
        return given.id

    def device_of(self, person: Account) -> str:
        """The token of a device that is paired with the person."""
        with self.store.begin(Employee(person.id), now=self.now) as record:
            return record.devices.pair(person.id, name="a strap").token

    def sender(self, person: Account) -> Sender:
        """A gateway of a person who agreed to beats being stored."""
        self.agree(person)
        return Sender(self, self.visitor(Authorization=f"Bearer {self.device_of(person)}"))


@dataclass
class Sender:
    """A gateway that uploads beats."""

    house: House
    client: TestClient
    source: str = field(default_factory=lambda: str(uuid.uuid4()))
    sequences: Iterator[int] = field(default_factory=itertools.count)

    def block(
        self, *, sequence: int | None = None, seconds: int = 5, ends: datetime | None = None, rr_ms: float = 1000.0
    ):
        """Beats once a second, the last one now."""
        last = (ends or self.house.now).timestamp()
        times = [last - back for back in reversed(range(seconds))]
        return {
            "sequence": next(self.sequences) if sequence is None else sequence,
            "time_s": times,
            "rr_ms": [rr_ms] * seconds,
            "segment": [0] * seconds,
            "flags": [0] * seconds,
        }

    def send(self, *blocks, **changed):
        body = {
            "source": self.source,
            "kind": "workday",
            "sent_at": self.house.now.isoformat(),
            "blocks": list(blocks) or [self.block()],
        }
        return self.client.post("/api/v1/beats", json=body | changed)


@pytest.fixture(scope="session")
def start() -> datetime:
    """The moment at which every story begins."""
    return START


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def settings(tmp_path, store) -> Settings:
    return load_settings(data_dir=tmp_path, public_url=HERE, database_url=address(store))


@pytest.fixture(scope="session")
def routes():
    """The doors of the first application. FastAPI works out each door at its first visit, and that takes its time."""
    return []


@pytest.fixture
def house_over(settings, wall, routes):
    """Opens the application over any record, with a clock that stands still until it is moved."""

    def opened(store):
        app = create_app(settings, store, now=wall, hasher=QUICK)
        routes[:] = routes or app.router.routes
        app.router.routes[:] = routes
        return House(app, store, wall, settings)

    return opened


@pytest.fixture
def house(house_over, store) -> House:
    """The application over a fresh record."""
    return house_over(store)


@pytest.fixture
def anna(house) -> Account:
    """An employee."""
    return house.account(Role.EMPLOYEE, "Anna")


@pytest.fixture
def nora(house) -> Account:
    """A nurse."""
    return house.account(Role.NURSE, "Nora")


@pytest.fixture
def olga(house) -> Account:
    """An operator."""
    return house.account(Role.OPERATOR, "Olga")


@pytest.fixture
def play():
    """Runs an async story in an event loop of its own, in a thread that no browser's loop occupies."""
    with start_blocking_portal() as portal:
        yield portal.call


@pytest.fixture(scope="module")
def fake():
    """BlueZ and a strap that is worn."""
    if shutil.which("dbus-daemon") is None:
        missing_part("There is no dbus-daemon. Install the Debian package dbus.")
    from tests.sensors.fake_bluez.process import FakeBluezProcess

    with FakeBluezProcess(STRAP_NAME) as running:
        yield running


@pytest.fixture(scope="module")
def hearing(one_chromium, fake):
    """A browser of its own that has Bluetooth."""
    launched = one_chromium.browser_type.launch(
        executable_path=CHROMIUM,
        args=[*QUIETLY, *BLUETOOTH],
        env={"DBUS_SYSTEM_BUS_ADDRESS": fake.bus},
        timeout=PATIENCE_MS,
    )
    yield launched
    launched.close()
