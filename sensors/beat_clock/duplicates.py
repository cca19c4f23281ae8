"""Echoes: the same notification given out more than once by the Bluetooth stack.

BlueZ keeps a session for every time that somebody asked for notifications, and each session delivers all of them. A
strap speaks about once a second, so the same bytes within some hundredths of one are an echo. Not so after a silence:
what waited comes in one go, and two equal ones may be two beats; there, only as many are echoes as usual.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sensors.beat_clock.recent import Gaps

if TYPE_CHECKING:
    from sensors.heart_rate.packets import Packet

ECHO_S: Final = 0.05
LATE_S: Final = 0.5  # two of a strap's own come this close only if the first one waited for almost a second
LATEST_S: Final = 4.0
FORGIVEN_S: Final = 0.1  # lateness that is forgotten with each notification, as a lost one looks like a late one


class EchoFilter:
    """Remembers the last notification, and how many echoes a notification of this connection has."""

    __slots__ = ("_before", "_echoes", "_gaps", "_late_s", "_usual_echoes")

    def __init__(self) -> None:
        self._before: Packet | None = None
        self._gaps = Gaps()
        self._late_s = 0.0
        self._echoes = 0
        self._usual_echoes = 0

    def is_echo(self, packet: Packet) -> bool:
        """Whether this packet only says again what the one before said."""
        before = self._before
        if before is None:
            self._before = packet
            return False
        gap_s = packet.arrival_s - before.arrival_s
        if self._repeats(packet, before, gap_s):
            self._echoes += 1
            return True
        if self._late_s < LATE_S:
            self._usual_echoes = self._echoes
        late_s = self._late_s + gap_s - self._gaps.usual_s - FORGIVEN_S
        self._late_s = min(max(0.0, late_s), LATEST_S)
        self._gaps.add(gap_s)
        self._before, self._echoes = packet, 0
        return False

    def _repeats(self, packet: Packet, before: Packet, gap_s: float) -> bool:
        """Time runs from the first of several echoes, so a long row of them ends by itself."""
        if packet.payload != before.payload or packet.link != before.link or not 0 <= gap_s < ECHO_S:
            return False
        return self._late_s < LATE_S or self._echoes < self._usual_echoes
