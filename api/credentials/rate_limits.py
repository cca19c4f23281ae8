"""How often somebody may try to sign in or to pair: an amount of tries that is given back over time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

PASSWORD_COST: Final = 3  # a wrong guess costs the guesser more than a stale link
LINK_COST: Final = 1
PER_ACCOUNT: Final = RateLimitItemPerMinute(30, 15, "account")  # ten passwords in a quarter of an hour
PER_ADDRESS: Final = RateLimitItemPerMinute(150, 15, "address")  # a clinic may sit behind one address
CODES_PER_ADDRESS: Final = RateLimitItemPerMinute(30, 15, "codes of an address")  # a box with twenty straps, and slips
CODES_IN_ALL: Final = RateLimitItemPerMinute(600, 15, "codes")  # guesses from everywhere together: 600 in 20 ** 8


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether a try may go on, and how many seconds to wait if not."""

    granted: bool
    wait_s: int = 0


class SignInLimits:
    """Counts the work of sign-in tries in this process."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def spend(self, *, address: str, cost: int, account: str | None = None) -> Allowance:
        """Take the cost of one try from the share of the address, and of the account where one was named."""
        shares = ((PER_ADDRESS, address),) if account is None else ((PER_ADDRESS, address), (PER_ACCOUNT, account))
        for item, name in shares:
            if not self._limiter.hit(item, name, cost=cost):
                return Allowance(granted=False, wait_s=_wait_s(self._limiter, item, name))
        return Allowance(granted=True)

    def forgive(self, *, account: str) -> None:
        """A right password gives the account its share back; the address keeps what it spent."""
        self._limiter.clear(PER_ACCOUNT, account)


class PairingLimits:
    """Counts the codes that devices show in this process."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def spend(self, *, address: str) -> Allowance:
        """Take one try from the share of the address, and from what everybody together has."""
        for item, name in ((CODES_PER_ADDRESS, address), (CODES_IN_ALL, "")):
            if not self._limiter.hit(item, name):
                return Allowance(granted=False, wait_s=_wait_s(self._limiter, item, name))
        return Allowance(granted=True)


def _wait_s(limiter: MovingWindowRateLimiter, item: RateLimitItem, name: str) -> int:
    return max(1, round(limiter.get_window_stats(item, name).reset_time - time.time()))
