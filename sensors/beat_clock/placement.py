"""Placement of a segment on the clock, from what each notification says about it.

`S` is the strap's time, the running sum of its RR intervals; a beat was at `S + o`, and `o` is sought. A notification
that left at tick `t` holds the beats since the tick before, so for its first and last beat

    t - period < S_first + o     and     S_last + o <= t

Every notification cuts a piece off the range of `o`; after twenty of them some hundredths of a second are left. The
range is widened again as time goes on, by more than any crystal drifts or any strap's rounding adds up to, so it
follows both. Where nothing but arrivals is known, the second half alone holds and `o` is the lower edge of arrival
minus `S`.

After a lost notification the next segment need not start from nothing: its `o` is that of the last one plus the
intervals that were lost, each about as long as its neighbours. The two are weighed by their variances.
"""

from __future__ import annotations

import math
from typing import Final

WIDENING: Final = 0.0004  # s per s
SURPRISING_S: Final = 0.5  # strap time that ran ahead this far holds beats that never were
YIELDING_S: Final = 0.01  # nothing arrives before it was: the upper end is the surer one and gives way but slowly
NARROWEST_S: Final = 0.001
WIDEST_S: Final = 1.2  # of a range with one end
UNCERTAIN: Final = math.inf


class Placement:
    """The range of one segment's `o`, and the best guess in it.

    Attributes:
        seen: how many notifications it rests on, since the last one that came as a surprise.
    """

    __slots__ = ("_guess_s", "_guess_sd_s", "_highest_s", "_lowest_s", "_strap_s", "seen")

    def __init__(self) -> None:
        self._guess_s = math.nan
        self._guess_sd_s = UNCERTAIN
        self._lowest_s = -math.inf
        self._highest_s = math.inf
        self._strap_s = math.nan
        self.seen = 0

    @property
    def lowest_s(self) -> float:
        """The least that `o` can be; minus infinity when only arrivals are known."""
        return self._lowest_s

    @property
    def highest_s(self) -> float:
        """The most that `o` can be."""
        return self._highest_s

    @property
    def middle_s(self) -> float:
        """The best guess from the notifications alone; the upper end where there is no lower one."""
        return self._highest_s if self._lowest_s == -math.inf else (self._lowest_s + self._highest_s) / 2

    @property
    def sd_s(self) -> float:
        """The standard deviation of the best guess."""
        return 1 / math.sqrt(1 / self._own_variance() + 1 / self._guess_sd_s**2)

    @property
    def offset_s(self) -> float:
        """The best guess."""
        if self._guess_sd_s == UNCERTAIN or self._lowest_s == -math.inf:
            return self.middle_s
        own = self._own_variance()
        share = own / (own + self._guess_sd_s**2)
        guess_s = share * self._guess_s + (1 - share) * self.middle_s
        return min(max(guess_s, self._lowest_s), self._highest_s)

    def outside_s(self, guess_s: float) -> float:
        """How far a guess is from the range, on top of how far it is from the middle of it in thousandths."""
        outside_s = max(self._lowest_s - guess_s, guess_s - self._highest_s, 0.0)
        return outside_s + abs(guess_s - self.middle_s) / 1000

    def expect(self, guess_s: float, *, sd_s: float) -> None:
        """Take in where `o` is expected to be, and the standard deviation of that."""
        self._guess_s = guess_s
        self._guess_sd_s = sd_s

    def push(self, *, left_s: float, last_s: float, since_s: float = -math.inf, first_s: float = 0.0) -> None:
        """Take in a notification with beats.

        Args:
            left_s: when it left the strap, or when it came in where that is not known.
            last_s: strap time of its last beat.
            since_s: when the notification before left the strap, if that is known.
            first_s: strap time of its first beat.
        """
        self._widen(last_s)
        self.seen = 1 if left_s - last_s < self._highest_s - SURPRISING_S else self.seen + 1
        self._highest_s = min(self._highest_s, left_s - last_s)
        self._lowest_s = -math.inf if since_s == -math.inf else min(self._lowest_s, self._highest_s)
        if since_s - first_s > self._lowest_s:
            self._lowest_s = min(since_s - first_s, self._highest_s + YIELDING_S)
            self._highest_s = max(self._highest_s, self._lowest_s)

    def _widen(self, strap_s: float) -> None:
        if not math.isnan(self._strap_s):
            grown_s = WIDENING * max(strap_s - self._strap_s, 0.0)
            self._lowest_s -= grown_s
            self._highest_s += grown_s
            self._guess_sd_s += grown_s
        self._strap_s = strap_s

    def _own_variance(self) -> float:
        """Of a value that may be anywhere in the range."""
        width_s = min(max(self._highest_s - self._lowest_s, NARROWEST_S), WIDEST_S)
        return width_s * width_s / 12
