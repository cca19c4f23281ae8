"""HTTP client of the pairing endpoint: a code from a person's page becomes a device token."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import httpx2 as httpx

from messages import SOURCE_LANGUAGE
from sensors.errors import SensorsError
from sensors.upload import texts
from sensors.upload.ingest_client import said_in
from sensors.upload.sender import SendingStoppedError, client_for

PATH: Final = "/api/v1/pairing"


class PairingRefusedError(SensorsError):
    """No token was given; the message says what to do next."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a device got for a code."""

    token: str = field(repr=False)
    name: str
    """What the person calls the device."""


async def redeem(server: str, code: str, *, language: str = SOURCE_LANGUAGE) -> Token:
    """The token that a code is good for, once; PairingRefusedError when there is none."""
    try:
        async with client_for(server, language=language) as client:
            response = await client.post(PATH, json={"code": code})
    except SendingStoppedError as error:
        raise PairingRefusedError(error.message) from error
    except httpx.RequestError as error:
        raise PairingRefusedError(texts.PAIRING_UNREACHABLE(server=server)) from error
    return _token(response, server)


def _token(response: httpx.Response, server: str) -> Token:
    try:
        answer = response.json()
        if response.status_code == HTTPStatus.CREATED:
            return Token(token=str(answer["token"]), name=str(answer["name"]))
    except (ValueError, TypeError, KeyError):
        pass
    raise PairingRefusedError(said_in(response) or texts.PAIRING_NOT_PULSRO(server=server))
