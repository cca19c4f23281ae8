"""HTTP client of the ingest endpoint: how beats are offered, and what the answers mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from sensors.upload import texts
from sensors.upload.blocks import columns_of
from sensors.upload.onlooker import FollowedPacer

if TYPE_CHECKING:
    import httpx2 as httpx

    from messages import Message
    from sensors.host_clock import Difference
    from sensors.upload.onlooker import Glimpse
    from sensors.upload.spool import Batch

PATH: Final = "/api/v1/beats"
LONGEST_DETAIL: Final = 300


class IngestOutcome(Enum):
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


_OUTCOMES: Final[dict[int, IngestOutcome]] = {
    HTTPStatus.OK: IngestOutcome.SETTLED,
    HTTPStatus.BAD_REQUEST: IngestOutcome.NOT_LIKE_THIS,
    HTTPStatus.CONFLICT: IngestOutcome.NOT_LIKE_THIS,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: IngestOutcome.NOT_LIKE_THIS,
    HTTPStatus.UNPROCESSABLE_ENTITY: IngestOutcome.NOT_LIKE_THIS,
    HTTPStatus.UNAUTHORIZED: IngestOutcome.NOT_YOU,
    HTTPStatus.FORBIDDEN: IngestOutcome.NOT_YOU,
    HTTPStatus.REQUEST_TIMEOUT: IngestOutcome.NOT_NOW,
    HTTPStatus.TOO_EARLY: IngestOutcome.NOT_NOW,
    HTTPStatus.TOO_MANY_REQUESTS: IngestOutcome.NOT_NOW,
}


@dataclass(frozen=True, slots=True)
class Settlement:
    """Which blocks of a batch the server has, which it refuses and why, and what time it was there.

    Attributes:
        kept_out: why the server looked at nothing: the clock that the beats were timed with is wrong.
        received_at, answered_at: the server's clock as the batch came in and as it answered; None where it is silent.
        watched: whether a page of the person's watches.
        pacer: of that page, if one runs.
    """

    acknowledged: frozenset[int]
    refused: dict[int, Message]
    kept_out: Message | None = None
    received_at: datetime | None = None
    answered_at: datetime | None = None
    watched: bool = False
    pacer: FollowedPacer | None = None


def request_body(
    batch: Batch, *, sent_at: datetime, measured: Difference | None = None, for_now: Glimpse | None = None
) -> dict[str, Any]:
    """The JSON that offers a batch, its times put right by what was decided for its run.

    An older server knows no `for_now`; it never says that a page watches, and is sent none.
    """
    shift_s = (batch.clock.shift_s if batch.clock else None) or 0.0
    shown = {} if for_now is None else {"for_now": _shown(for_now, shift_s)}
    return shown | {
        "source": batch.source,
        "kind": batch.kind.value,
        "sent_at": sent_at.isoformat(),
        "clock": {
            "offset_s": measured.offset_s if measured else None,
            "round_trip_s": measured.round_trip_s if measured else None,
            "shift_s": shift_s,
        },
        "blocks": [{"sequence": block.sequence, **columns_of(block.series, shift_s=shift_s)} for block in batch.blocks],
    }


def _shown(for_now: Glimpse, shift_s: float) -> dict[str, Any]:
    return {
        "open_beats": [
            {"time_s": beat.time_s + shift_s, "rr_ms": beat.rr_ms, "flags": int(beat.flags)}
            for beat in for_now.open_beats
        ],
        "breath": [sample._asdict() | {"time_s": sample.time_s + shift_s} for sample in for_now.breath],
    }


def outcome_of(response: httpx.Response) -> IngestOutcome:
    """What an answer's status means."""
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return IngestOutcome.NOT_NOW
    if response.status_code == HTTPStatus.FORBIDDEN and said_in(response) is None:
        return IngestOutcome.NOT_HERE  # some gate on the way, which may open again; the server itself says why
    return _OUTCOMES.get(response.status_code, IngestOutcome.NOT_HERE)


def settlement_of(response: httpx.Response) -> Settlement | None:
    """What the server says about each block; None when this is not an answer of an ingest door."""
    try:
        answer = response.json()
        acknowledged = frozenset(int(sequence) for sequence in answer["acknowledged"])
        refused = {int(each["sequence"]): said(str(each["reason"])) for each in answer.get("refused", ())}
        received_at, answered_at = (_moment(answer.get(name)) for name in ("received_at", "answered_at"))
        kept_out = answer.get("kept_out")
        pacer = _pacer(answer["pacer"]) if answer.get("pacer") else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    why = said(kept_out) if isinstance(kept_out, str) else None
    return Settlement(
        acknowledged,
        refused,
        why,
        received_at,
        answered_at,
        watched=answer.get("watched") is True,
        pacer=pacer,
    )


def _pacer(told: dict[str, float]) -> FollowedPacer:
    """What a newer server says beside it is left out."""
    return FollowedPacer(**{name: float(told[name]) for name in FollowedPacer._fields})


def _moment(text: str | None) -> datetime | None:
    """ValueError where it has no zone: it would say nothing."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def said(sentence: str, code: str = "") -> Message:
    """A sentence of the server, which it wrote for whoever reads it here, and the code that it has there."""
    return texts.SERVER_SAID(sentence=sentence, code=code)


def said_in(response: httpx.Response) -> Message | None:
    """What the server says about an answer; None when it says nothing."""
    try:
        problem = response.json()
        detail = problem["detail"]
    except (ValueError, TypeError, KeyError):
        return None
    return said(detail[:LONGEST_DETAIL], str(problem.get("code", ""))) if isinstance(detail, str) else None


def retry_after_s(response: httpx.Response) -> float:
    """How long the server asks to be left alone; 0 when it does not say."""
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isdecimal() else 0.0
