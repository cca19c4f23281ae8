"""The ingest door seen from outside: how beats are put to it, and what its answers mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from sensors.spool import columns_of

if TYPE_CHECKING:
    from datetime import datetime

    import httpx2 as httpx

    from sensors.spool import Batch

PATH: Final = "/api/v1/beats"
LONGEST_DETAIL: Final = 300


class Outcome(Enum):
    """What an answer asks the sender to do."""

    SETTLED = auto()
    """The server went through the batch block by block."""
    NOT_LIKE_THIS = auto()
    """Something in the batch is not acceptable, or the batch is too large."""
    NOT_NOW = auto()
    """The server is busy or broken; it will pass."""
    NOT_YOU = auto()
    """The token is not accepted."""
    NOT_HERE = auto()
    """There is no ingest door at this address."""


_OUTCOMES: Final[dict[int, Outcome]] = {
    HTTPStatus.OK: Outcome.SETTLED,
    HTTPStatus.BAD_REQUEST: Outcome.NOT_LIKE_THIS,
    HTTPStatus.CONFLICT: Outcome.NOT_LIKE_THIS,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Outcome.NOT_LIKE_THIS,
    HTTPStatus.UNPROCESSABLE_ENTITY: Outcome.NOT_LIKE_THIS,
    HTTPStatus.UNAUTHORIZED: Outcome.NOT_YOU,
    HTTPStatus.FORBIDDEN: Outcome.NOT_YOU,
    HTTPStatus.REQUEST_TIMEOUT: Outcome.NOT_NOW,
    HTTPStatus.TOO_EARLY: Outcome.NOT_NOW,
    HTTPStatus.TOO_MANY_REQUESTS: Outcome.NOT_NOW,
}


@dataclass(frozen=True, slots=True)
class Settlement:
    """Which blocks of a batch the server has, and which it refuses and why."""

    acknowledged: frozenset[int]
    refused: dict[int, str]


def request_body(batch: Batch, *, sent_at: datetime) -> dict[str, Any]:
    """The JSON that offers a batch."""
    return {
        "source": batch.source,
        "kind": batch.kind.value,
        "sent_at": sent_at.isoformat(),
        "blocks": [{"sequence": block.sequence, **columns_of(block.series)} for block in batch.blocks],
    }


def outcome_of(response: httpx.Response) -> Outcome:
    """What an answer's status means."""
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Outcome.NOT_NOW
    return _OUTCOMES.get(response.status_code, Outcome.NOT_HERE)


def settlement_of(response: httpx.Response) -> Settlement | None:
    """What the server says about each block; None when this is not an answer of an ingest door."""
    try:
        answer = response.json()
        acknowledged = frozenset(int(sequence) for sequence in answer["acknowledged"])
        refused = {int(each["sequence"]): str(each["reason"]) for each in answer.get("refused", ())}
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return Settlement(acknowledged, refused)


def sentence_of(response: httpx.Response) -> str | None:
    """The server's own sentence about an answer; None when it gives none."""
    try:
        detail = response.json()["detail"]
    except (ValueError, TypeError, KeyError):
        return None
    return detail[:LONGEST_DETAIL] if isinstance(detail, str) else None


def retry_after_s(response: httpx.Response) -> float:
    """How long the server asks to be left alone; 0 when it does not say."""
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isdecimal() else 0.0
