"""`pulsro serve`: the pages, the API and, unless told otherwise, the clock, in one process."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from cli.server import texts
from cli.shared.opening import in_plain_words, opened, require_readable
from cli.shared.terminal import helped, say
from messages.message import N_

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

    from api.settings import Settings

GRACE_S = 10


@helped
def serve(
    host: Annotated[str, typer.Option(help=N_("The address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=N_("The port to listen on."), min=0, max=65535)] = 8000,
    clock: Annotated[
        bool | None, typer.Option("--clock/--no-clock", help=N_("Whether to tick as well; as set if left out."))
    ] = None,
) -> None:
    """Serve the pages and the API until stopped."""
    from api.app import create_app
    from api.middleware.logs import configure_logs
    from api.moment import utc_now
    from api.settings import load_settings

    with in_plain_words():
        settings = load_settings()
        configure_logs(settings)
        with opened(settings) as store:
            require_readable(store, now=utc_now())
            app = create_app(settings, store, clock=settings.run_clock if clock is None else clock)
            say(texts.LISTENS(host=host, port=str(port), address=settings.public_url))
            with suppress(KeyboardInterrupt):  # the server has ended in order before it passes the signal on
                server_for(app, settings, host=host, port=port).run()


def server_for(app: FastAPI, settings: Settings, *, host: str, port: int) -> uvicorn.Server:
    """A server that ends live streams first when it is told to stop, so that it need not wait for them."""
    import uvicorn

    class PoliteServer(uvicorn.Server):
        async def shutdown(self, sockets: object = None) -> None:
            app.state.context.wakes.close()
            await super().shutdown(sockets)  # type: ignore[arg-type]  # passed on as it came

    return PoliteServer(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_config=None,  # our own form of log lines
            access_log=False,  # addresses hold tokens and ids
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=list(settings.trusted_proxies),
            timeout_graceful_shutdown=GRACE_S,
        )
    )
