"""The clocks of this computer, and how far they are from the server's.

Beats get their times from the wall clock as it was when a run began; a clock that is set later moves none of them. So a
run remembers how its clock stood to the time since the computer was started, which nobody sets and which goes on while
the computer sleeps. As long as the computer is not started anew, the moment of now can be told on the clock of any run.
"""

from __future__ import annotations

import ctypes
import functools
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
HARDWARE_CLOCK: Final = Path("/sys/class/rtc/rtc0")
TIME_ERROR: Final = 5  # adjtimex(2): nobody has synchronised the clock since the start
TIMEX_BYTES: Final = 256  # more than struct timex has on any machine; zeros ask for nothing to be changed


@dataclass(frozen=True, slots=True)
class RunClock:
    """The clock that the beats of a run were timed with.

    Attributes:
        boot: which start of the computer it belongs to.
        unix_offset_s: seconds since 1970 minus seconds since that start.
        is_trusted: whether the computer could know the time: by the network, or by a clock with a battery.
        shift_s: what is added to every beat of the run; None until the server's clock was compared.
    """

    boot: str
    unix_offset_s: float
    is_trusted: bool = True
    shift_s: float | None = None

    @classmethod
    def of_now(cls) -> RunClock:
        """The clock of a run that begins now."""
        return cls(boot_id(), time.time() - since_start_s(), is_trusted())

    @property
    def is_of_this_boot(self) -> bool:
        """Whether the moment of now can be told on it."""
        return self.boot == boot_id()

    def now_s(self) -> float:
        """Seconds since 1970 on this clock; on the wall clock where the computer was started anew since."""
        return self.unix_offset_s + since_start_s() if self.is_of_this_boot else time.time()


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a clock is from the server's: positive where it is behind; off by at most half the round trip."""

    offset_s: float
    round_trip_s: float


def difference(sent_s: float, received: datetime, answered: datetime, back_s: float) -> Difference:
    """What four moments say about two clocks, as in NTP (Mills 1985): two of them by ours, two by theirs."""
    there_s, here_s = received.timestamp() - sent_s, answered.timestamp() - back_s
    return Difference((there_s + here_s) / 2, max(0.0, there_s - here_s))


def since_start_s() -> float:
    """Seconds since the computer was started, those it slept included where the system counts them."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def utc_now() -> datetime:
    """The present moment by this computer's clock, with its zone."""
    return datetime.now(UTC)


def slept_or_set_s() -> float:
    """Grows by what the computer slept, and changes by what its wall clock was set, since some fixed moment."""
    return time.time() - time.monotonic()


@functools.cache
def boot_id() -> str:
    """Names this start of the computer; where the system has no name for it, this run of the program."""
    try:
        return BOOT_ID.read_text().strip()
    except OSError:
        return str(uuid.uuid4())


def is_trusted() -> bool:
    """Whether the computer can know the time; where that cannot be found out it is believed."""
    return HARDWARE_CLOCK.exists() or _adjtimex() != TIME_ERROR


def _adjtimex() -> int:
    try:
        return int(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(TIMEX_BYTES)))
    except (AttributeError, OSError, TypeError):
        return 0
