"""`pulsro demo`: a simulated workplace, with sign-in links for an employee and a nurse."""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.demo import texts
from cli.shared.terminal import helped, say, words
from messages.message import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.settings import Settings
    from cli.demo.demo_server import DemoServer
    from cli.demo.history import Workplace
    from messages import Message

USUAL_PORT = 8000
ANY_PORT = 0
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it


@helped
def demo(
    folder: Annotated[
        Path | None, typer.Option(help=N_("Keep the workplace here; a temporary folder if left out."))
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(help=N_("The port to listen on; 8000, or a free one if that is taken."), min=1, max=65535),
    ] = None,
    exit_after: Annotated[
        float | None, typer.Option(help=N_("Check the pages, and end after this many seconds."), min=0)
    ] = None,
) -> None:
    """Start a simulated workplace: twelve people, four months, live straps, one open conversation."""
    from cli.demo.demo_server import DemoServer, listening
    from cli.shared.opening import in_plain_words

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends the demo, it leaves nothing behind
    with ExitStack() as stack:
        stack.enter_context(in_plain_words())
        home = stack.enter_context(_home(folder))
        listener = stack.enter_context(listening((port,) if port else (USUAL_PORT, ANY_PORT)))
        settings = _settings(home, port=listener.getsockname()[1])
        server = stack.enter_context(DemoServer.opened(settings))
        workplace = _workplace(server)
        stack.enter_context(server.running(workplace, listener))
        _greet(server, workplace)
        _stay(server, workplace, exit_after=exit_after)


@contextmanager
def _home(folder: Path | None) -> Iterator[Path]:
    from tempfile import TemporaryDirectory

    if folder is not None:
        yield folder
        return
    # Four months are thousands of commits, and a folder in memory need not wait for a disk at each of them.
    memory = str(MEMORY) if os.access(MEMORY, os.W_OK) else None
    with TemporaryDirectory(prefix="pulsro-demo-", dir=memory, ignore_cleanup_errors=True) as temporary:
        yield Path(temporary)


def _settings(home: Path, *, port: int) -> Settings:
    from api.settings import load_settings

    return load_settings(
        data_dir=home,
        database_url="",
        key_file=Path(),
        public_url=f"http://127.0.0.1:{port}",
        allowed_hosts=(),
        secure_cookies=False,
        demo=True,
        tick_seconds=2.0,
        log_level="warning",
    )


def _workplace(server: DemoServer) -> Workplace:
    """The workplace kept in the folder, or a new one with its four months, whichever is there."""
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from alerts.pipeline.compute import InBulk
    from api.moment import utc_now
    from cli.demo.history import find_workplace, live_through, open_workplace

    now = utc_now()
    if (kept := find_workplace(server.store, now=now)) is not None:
        return kept
    with Progress(
        TextColumn(escape(words(texts.MONTHS()))), BarColumn(), TimeElapsedColumn(), transient=True
    ) as progress:
        task = progress.add_task("", total=1.0)
        workplace = open_workplace(server.store, now=now)
        live_through(
            server.store,
            workplace,
            now=now,
            compute=InBulk(),
            say=lambda share: progress.update(task, completed=share),
        )
    return workplace


def _greet(server: DemoServer, workplace: Workplace) -> None:
    from cli.demo.workplace import Story

    person, other = workplace.one(Story.FALL), workplace.one(Story.RECOVERED)
    token = server.replay_token_file(person)
    address = server.settings.public_url
    typer.echo()
    say(texts.OPEN(address=address))
    _say_link(texts.AS_EMPLOYEE(name=person.account.name), server.sign_in_address(person.account))
    as_nurse = texts.AS_NURSE(name=workplace.nurse.name, other=other.account.name)
    _say_link(as_nurse, server.sign_in_address(workplace.nurse))
    typer.echo()
    say(texts.LINKS(name=person.account.name))
    typer.echo(f"      {words(texts.REPLAY(server=address, token=str(token)))}\n")
    say(texts.END())


def _say_link(whose: Message, address: str) -> None:
    typer.echo(f"\n  {words(whose)}\n      {address}")


def _stay(server: DemoServer, workplace: Workplace, *, exit_after: float | None) -> None:
    """Stay until Ctrl-C; or check the pages, and end when the time is over."""
    if exit_after is not None:
        server.check_pages(workplace)
        say(texts.ANSWER())
    with suppress(KeyboardInterrupt):
        server.wait(exit_after)
