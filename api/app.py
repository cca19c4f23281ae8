"""The application: every door, and the guards that stand before all of them."""

from __future__ import annotations

from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from anyio import to_thread
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware

from alerts.imports import import_file
from alerts.pipeline.compute import WorkerProcesses
from alerts.schedule.clock import Clock
from api import health, pages
from api.assets import BUILT
from api.context import AppContext
from api.credentials.cookies import SessionCookie
from api.credentials.passwords import Passwords
from api.credentials.rate_limits import PairingLimits, SignInLimits
from api.live_board import LiveBoard
from api.middleware.body_size import BodyLimit
from api.middleware.compression import Compressed
from api.middleware.cross_site import CrossSiteGuard
from api.middleware.hosts import KnownHosts
from api.middleware.metrics import Counted, Metrics
from api.middleware.security_headers import SecurityHeaders
from api.moment import utc_now
from api.nudges import Wakes
from api.pages.account import account_page, language, sign_in
from api.pages.employee import files
from api.problems import LastResort, Problem, install_problem_handlers, problems_instead
from api.rendering import Pages, render
from api.v1 import routers
from api.v1.devices import ingest
from api.v1.devices.upload import LARGEST_BODY
from api.v1.live import live, pacer
from api.v1.own import imports

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from pwdlib import PasswordHash
    from starlette.requests import Request
    from starlette.responses import Response

    from alerts.pipeline.compute import Compute
    from api.settings import Settings
    from messages import Message
    from store import Store

LARGER_BODIES: Final = {
    ingest.PATH: LARGEST_BODY,
    imports.PATH: import_file.LARGEST_FILE,
    files.IMPORT_PATH: files.LARGEST_UPLOAD,
}
STATIC: Final = Path(__file__).parent / "static"
DESCRIPTION: Final = """
Heart rhythm from a chest strap, compared only with the person's own usual range.

Gateways upload beats with a device token. People read their own things with the session of their browser. A nurse reads
what a person shared, while it is shared. Nobody reads anything for an employer.
"""


def create_app(
    settings: Settings,
    store: Store,
    compute: Compute | None = None,
    *,
    clock: bool = False,
    now: Callable[[], datetime] = utc_now,
    hasher: PasswordHash | None = None,
) -> FastAPI:
    """The application over a record.

    Args:
        settings: what the operator set.
        store: the record; the caller closes it.
        compute: where stored values are computed when the clock ticks; a child process of its own if left out.
        clock: whether this process also ticks.
        now: the clock on the wall.
        hasher: how passwords are hashed; argon2id as recommended if left out.
    """
    context = AppContext(
        settings=settings,
        store=store,
        pages=Pages(BUILT, settings.demo),
        cookie=SessionCookie(settings.cookies_are_secure),
        passwords=Passwords(hasher),
        limits=SignInLimits(),
        pairing_limits=PairingLimits(),
        wakes=Wakes(),
        board=LiveBoard(),
        metrics=Metrics.fresh(),
        now=now,
    )
    app = Described(
        title="Pulsro",
        version="1",
        description=DESCRIPTION,
        openapi_url="/api/openapi.json",
        docs_url=None,  # the page would fetch its scripts from elsewhere
        redoc_url=None,
        lifespan=_ticking(context, compute) if clock else None,
        middleware=_guards(context),
    )
    app.state.context = context
    _open_doors(app)
    return app


FORMS_OF_FASTAPI: Final = ("HTTPValidationError", "ValidationError")
"""How FastAPI would tell of a wrong field; our doors answer with problem details instead."""


class Described(FastAPI):
    """The application; its description also holds the form of refusals, which is no door's own model."""

    def openapi(self) -> dict[str, Any]:
        """The description, made once."""
        described = super().openapi()
        schemas = described["components"]["schemas"]
        if Problem.__name__ not in schemas:
            schemas[Problem.__name__] = Problem.model_json_schema()
            for name in FORMS_OF_FASTAPI:
                schemas.pop(name, None)
            for methods in described["paths"].values():
                for operation in methods.values():
                    operation["responses"].update(problems_instead(operation["responses"]))
        return described


def _guards(context: AppContext) -> list[Middleware]:
    """From the outside in."""
    settings = context.settings
    return [
        Middleware(SecurityHeaders, https=settings.is_https),
        Middleware(Counted, metrics=context.metrics),
        Middleware(Compressed),
        Middleware(LastResort, page=_refusal_page),
        Middleware(KnownHosts, hosts=settings.hosts),
        Middleware(CrossSiteGuard, trusted_origins={settings.public_url}, streams={live.PATH}),
        Middleware(BodyLimit, larger=LARGER_BODIES),
    ]


def _open_doors(app: FastAPI) -> None:
    for router in (
        health.router,
        ingest.router,
        live.router,
        pacer.router,
        *routers,
        sign_in.router,
        account_page.router,
        language.router,
        *pages.routers,
    ):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC, check_dir=False), name="static")
    install_problem_handlers(app, page=_refusal_page)


def _refusal_page(request: Request, /, *, status: int, message: Message) -> Response:
    return render(request, "shared/error.html", status=status, said=message)


def _ticking(context: AppContext, compute: Compute | None) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as stack:
            computing = compute or stack.enter_context(WorkerProcesses())
            ticking = Clock(context.store, compute=computing, every_s=context.settings.tick_seconds, now=context.now)
            ticking.start()
            yield
            await to_thread.run_sync(ticking.stop)  # it waits for the piece in work

    return lifespan
