"""`pulsro export`: one's own beats of some days in a file, after signing in."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - typer reads the annotations when the program runs
from http import HTTPStatus
from pathlib import Path  # noqa: TC003 - typer reads the annotations when the program runs
from typing import TYPE_CHECKING, Annotated, Final, NoReturn
from urllib.parse import urlsplit

import typer

from cli.files import own_texts as texts
from cli.shared.destination import DEFAULT_SERVER, ServerOption
from cli.shared.plainly import NOT_DONE, refuse
from cli.shared.terminal import helped, language, say, words
from messages.message import N_
from sensors.recordings.text.own_forms import Form

if TYPE_CHECKING:
    import httpx2 as httpx

PASSWORD_VARIABLE: Final = "PULSRO_PASSWORD"  # noqa: S105 - the name of a variable, not a secret
PATIENCE_S: Final = 60.0
DAY: Final = "%Y-%m-%d"


@helped
def export_beats(
    out: Annotated[Path, typer.Argument(help=N_("The file to write."))],
    *,
    since: Annotated[datetime, typer.Option(formats=[DAY], help=N_("The first day."))],
    until: Annotated[
        datetime | None, typer.Option(formats=[DAY], help=N_("The last day; the first one if left out."))
    ] = None,
    form: Annotated[Form, typer.Option(help=N_("csv, plain intervals in ms, or two columns for Kubios."))] = Form.CSV,
    server: ServerOption = None,
    email: Annotated[str, typer.Option(help=N_("Your address, to sign in with your password."))] = "",
    link: Annotated[str, typer.Option(help=N_("A sign-in link instead; it works once."), show_default=False)] = "",
) -> None:
    """Write your own beats of some days to a file.

    Only you can do this: a device's token reads nothing, so you sign in. Use the password that is asked for (or is in
    `PULSRO_PASSWORD`), or a sign-in link. Every beat comes as it was stored, with its gaps; brought in again with
    `pulsro import` it is the same.
    """
    if out.exists():
        refuse(texts.THERE_ALREADY(path=str(out)))
    days = {"since": f"{since:{DAY}}", "until": f"{until or since:{DAY}}", "form": form.value}
    text = _fetched(server or DEFAULT_SERVER, email=email, link=link, wanted=days)
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        refuse(texts.NOT_WRITTEN(path=str(out), why=error.strerror or ""), status=NOT_DONE)
    say(texts.WRITTEN(path=str(out)))


def _fetched(server: str, *, email: str, link: str, wanted: dict[str, str]) -> str:
    import httpx2 as httpx

    headers = {"Accept-Language": language()}
    try:
        with httpx.Client(base_url=server, headers=headers, timeout=PATIENCE_S) as client:
            _sign_in(client, email=email, link=link)
            answer = client.post("/api/v1/exports", json=wanted)
            client.post("/sign-out")
    except (httpx.RequestError, httpx.InvalidURL, httpx.UnsupportedProtocol):
        from sensors.upload.texts import FILE_UNREACHABLE

        refuse(FILE_UNREACHABLE(server=server), status=NOT_DONE)
    if answer.status_code != HTTPStatus.OK:
        _explain(answer)
    return answer.text


def _sign_in(client: httpx.Client, *, email: str, link: str) -> None:
    if link:
        token = urlsplit(link).path.rpartition("/")[2]
        answer = client.post("/sign-in/link", data={"token": token})
    else:
        import os

        who = email or typer.prompt(words(texts.YOUR_ADDRESS()))
        password = os.environ.get(PASSWORD_VARIABLE) or typer.prompt(words(texts.YOUR_PASSWORD()), hide_input=True)
        answer = client.post("/sign-in", data={"email": who, "password": password})
    if answer.status_code != HTTPStatus.SEE_OTHER:
        refuse(texts.NOT_SIGNED_IN(), status=NOT_DONE)


def _explain(answer: httpx.Response) -> NoReturn:
    from sensors.upload.ingest_client import said_in

    refuse(said_in(answer) or texts.NO_BEATS(status=str(answer.status_code)), status=NOT_DONE)
