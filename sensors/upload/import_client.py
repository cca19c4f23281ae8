"""HTTP client of the import endpoint: one file out, what became of it back."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

import httpx2 as httpx

from sensors.errors import SensorsError
from sensors.upload import ingest_client, texts
from sensors.upload.ingest_client import IngestOutcome
from sensors.upload.sender import SendingStoppedError, TokenRefusedError, TryLaterError, bearer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from messages import Message

PATH: Final = "/api/v1/imports"
CHUNK_BYTES: Final = 64 * 1024
COMPUTING_S: Final = 120.0
"""How long the server may read and compute; a day of beats takes it two seconds."""


class FileRefusedError(SensorsError):
    """The server will not take this file; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class FileTaken:
    """What became of a file; `days` are readings that another program had computed."""

    format: str
    sentences: tuple[Message, ...]
    beats_taken: int = 0
    beats_known: int = 0
    windows: int | None = 0
    days_taken: int = 0
    days_known: int = 0


NUMBERS: Final = tuple(each.name for each in fields(FileTaken) if each.name not in {"format", "sentences"})


async def bring(
    client: httpx.AsyncClient, content: bytes, *, token: str, said: Mapping[str, str], sent: Callable[[int], None]
) -> FileTaken:
    """Bring a file to the server; `said` is what its owner says about it, `sent` hears how many bytes are on their way.

    FileRefusedError when the file is at fault, TryLaterError or SendingStoppedError when it is not.
    """
    headers = bearer(token) | {"Content-Type": "application/octet-stream", "Content-Length": str(len(content))}
    try:
        response = await client.post(
            PATH, params=dict(said), content=_in_chunks(content, sent), headers=headers, timeout=COMPUTING_S
        )
    except httpx.RequestError as error:
        raise TryLaterError(texts.FILE_UNREACHABLE(server=str(client.base_url))) from error
    return _accepted(response, client)


async def _in_chunks(content: bytes, sent: Callable[[int], None]) -> AsyncIterator[bytes]:
    for place in range(0, len(content), CHUNK_BYTES):
        chunk = content[place : place + CHUNK_BYTES]
        yield chunk
        sent(len(chunk))


def _accepted(response: httpx.Response, client: httpx.AsyncClient) -> FileTaken:
    said = ingest_client.said_in(response)
    status = str(response.status_code)
    outcome = ingest_client.outcome_of(response)
    if outcome is IngestOutcome.SETTLED:
        return _read(response.json())
    if outcome is IngestOutcome.NOT_LIKE_THIS:
        raise FileRefusedError(said or texts.FILE_REFUSED(status=status))
    if outcome is IngestOutcome.NOT_NOW:
        raise TryLaterError(said or texts.FILE_LATER(status=status))
    if outcome is IngestOutcome.NOT_YOU:
        raise TokenRefusedError(said or texts.FILE_NOT_ACCEPTED())
    raise SendingStoppedError(texts.FILE_NOT_PULSRO(server=str(client.base_url)))


def _read(answer: Mapping[str, Any]) -> FileTaken:
    numbers = {name: answer[name] if answer[name] is None else int(answer[name]) for name in NUMBERS}
    codes = (str(each["code"]) for each in answer.get("messages", ()))
    pairs = itertools.zip_longest(answer["sentences"], codes, fillvalue="")
    sentences = tuple(ingest_client.said(str(sentence), code) for sentence, code in pairs)
    return FileTaken(str(answer["format"]), sentences, **numbers)
