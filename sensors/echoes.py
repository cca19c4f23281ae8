"""Echoes: the same notification given out more than once by the Bluetooth stack.

BlueZ keeps a session for every time that somebody asked for notifications, and each session delivers all of them. A
strap speaks about once a second, so the same bytes within some hundredths of one are an echo. Not so after a silence:
what waited comes in one go, and two equal ones may be two beats, unless this stack is known to repeat everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sensors.rhythm import BACKLOG_S, Gaps

if TYPE_CHECKING:
    from sensors.packets import Packet

ECHO_S: Final = 0.05
USUALLY: Final = 0.5  # share of notifications with an echo from which on the stack is known to repeat
GAIN: Final = 1 / 8


class EchoFilter:
    """Remembers the last notification, and how many of the last ones had an echo."""

    __slots__ = ("_before", "_gaps", "_had_echo", "_is_catching_up", "_share")

    def __init__(self) -> None:
        self._before: Packet | None = None
        self._gaps = Gaps()
        self._had_echo = False
        self._share = 0.0
        self._is_catching_up = False

    def is_echo(self, packet: Packet) -> bool:
        """Whether this packet only says again what the one before said."""
        before = self._before
        if before is None:
            self._before = packet
            return False
        gap_s = packet.arrival_s - before.arrival_s
        if self._repeats(packet, before, gap_s):
            self._had_echo = True
            return True
        self._share += GAIN * (self._had_echo - self._share)
        self._is_catching_up = self._gaps.is_long(gap_s) or (self._is_catching_up and gap_s < BACKLOG_S)
        self._gaps.add(gap_s)
        self._before, self._had_echo = packet, False
        return False

    def _repeats(self, packet: Packet, before: Packet, gap_s: float) -> bool:
        """The clock runs on from the first of several echoes, so a long row of them ends by itself."""
        if packet.payload != before.payload or packet.link != before.link or not 0 <= gap_s < ECHO_S:
            return False
        return not self._is_catching_up or self._share > USUALLY
