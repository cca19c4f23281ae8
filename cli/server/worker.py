"""`pulsro worker`: a process that only ticks, beside processes that only serve."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from cli.server import texts
from cli.shared.opening import in_plain_words, opened, require_readable
from cli.shared.terminal import helped, say
from messages.message import N_

if TYPE_CHECKING:
    from store import Store


@helped
def worker(*, once: Annotated[bool, typer.Option("--once", help=N_("Do what is due now, then end."))] = False) -> None:
    """Analyse what came in, evaluate lights, write prompts and flag reviews, until stopped."""
    from api.middleware.logs import configure_logs
    from api.moment import utc_now
    from api.settings import load_settings

    with in_plain_words():
        settings = load_settings()
        configure_logs(settings)
        with opened(settings) as store:
            require_readable(store, now=utc_now())
            if once:
                tick_once(store)
            else:
                tick_until_stopped(store, every_s=settings.tick_seconds, stop=stop_signal())


def tick_once(store: Store) -> None:
    """Do what is due now."""
    from alerts.pipeline.compute import InProcess
    from alerts.schedule.tick import tick
    from api.moment import utc_now

    tick(store, now=utc_now(), compute=InProcess())
    say(texts.DONE())


def tick_until_stopped(store: Store, *, every_s: float, stop: threading.Event) -> None:
    """Tick every few seconds; the piece in work is finished before this returns."""
    from alerts.pipeline.compute import InProcess
    from alerts.schedule.clock import Clock

    with Clock(store, compute=InProcess(), every_s=every_s):
        say(texts.TICKS())
        stop.wait()


def stop_signal() -> threading.Event:
    """An event that is set when somebody asks this process to end."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop
