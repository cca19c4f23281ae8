"""What is only for now: who watches, beats and breath that are on their way, and the pacer of the page that watches.

Nothing of it is stored. It is kept while a page watches, in the memory of this process, and forgotten with the last
page. A page that another process serves sees committed beats only, a little later.
"""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BREATH: Final = 600  # a minute at ten a second: what a page that asks late may still see
PACER_LASTS_S: Final = 15.0  # a page says it again every few seconds while it runs


@dataclass(frozen=True, slots=True)
class ScreenPacer:
    """A pacer on a page: how many breaths it had shown at a moment, and how it goes on.

    Attributes:
        breaths: turns so far; the part behind the point is where in the breath it is.
        per_minute: how many it shows a minute.
        in_share: the part of a breath that is the inhale.
        at_s: the moment, in seconds since 1970.
    """

    breaths: float
    per_minute: float
    in_share: float
    at_s: float

    def at(self, moment_s: float) -> ScreenPacer:
        """The same pacer at another moment."""
        return replace(self, breaths=self.breaths + (moment_s - self.at_s) * self.per_minute / 60.0, at_s=moment_s)


@dataclass(frozen=True, slots=True)
class OpenBeat:
    """A beat that was heard and is not settled yet: it may still move a little, or be marked."""

    time_s: float
    rr_ms: float
    flags: int


@dataclass(frozen=True, slots=True)
class BreathSample:
    """Where in the breath the wearer was, by measurement; phase and rate are None where they cannot be told."""

    time_s: float
    phase_rad: float | None
    rate_per_min: float | None
    quality: float


@dataclass(frozen=True, slots=True)
class ForNow:
    """What is new: all beats that are open just now, and breath since last time; None for what did not change."""

    cursor: int
    open_beats: tuple[OpenBeat, ...] | None
    breath: tuple[BreathSample, ...]


@dataclass(slots=True)
class _Watched:
    pages: int = 0
    heard: int = 0
    open_beats: tuple[OpenBeat, ...] = ()
    open_since: int = 0
    breath: deque[tuple[int, BreathSample]] = field(default_factory=lambda: deque(maxlen=MOST_BREATH))
    pacer: ScreenPacer | None = None


class LiveBoard:
    """A board for each person whose page is open."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._watched: dict[str, _Watched] = {}

    @contextmanager
    def watching(self, person_id: str) -> Iterator[None]:
        """A page of this person's watches while the block runs."""
        with self._lock:
            self._watched.setdefault(person_id, _Watched()).pages += 1
        try:
            yield
        finally:
            with self._lock:
                self._watched[person_id].pages -= 1
                if not self._watched[person_id].pages:
                    del self._watched[person_id]

    def is_watched(self, person_id: str) -> bool:
        """Whether a page of this person's is open."""
        return person_id in self._watched

    def hear(self, person_id: str, open_beats: tuple[OpenBeat, ...], breath: tuple[BreathSample, ...]) -> None:
        """Put up what a sender said; nothing when nobody watches."""
        with self._lock:
            board = self._watched.get(person_id)
            if board is None:
                return
            board.heard += 1
            if open_beats != board.open_beats:
                board.open_beats, board.open_since = open_beats, board.heard
            board.breath.extend((board.heard, sample) for sample in breath)

    def since(self, person_id: str, cursor: int) -> ForNow:
        """What was put up after a cursor; 0 for all that is still there."""
        with self._lock:
            board = self._watched.get(person_id)
            if board is None:
                return ForNow(cursor, None, ())
            fresh = tuple(sample for heard, sample in board.breath if heard > cursor)
            return ForNow(board.heard, board.open_beats if board.open_since > cursor else None, fresh)

    def pace(self, person_id: str, pacer: ScreenPacer | None) -> None:
        """Put up the pacer of a page that watches; None when it stops."""
        with self._lock:
            if person_id in self._watched:
                self._watched[person_id].pacer = pacer

    def pacer_of(self, person_id: str, now_s: float) -> ScreenPacer | None:
        """The pacer as it is now; None when no page said lately that one runs."""
        with self._lock:
            board = self._watched.get(person_id)
            pacer = board.pacer if board else None
        return pacer.at(now_s) if pacer and now_s - pacer.at_s <= PACER_LASTS_S else None
