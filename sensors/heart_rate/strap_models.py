"""Makes of straps for simulations: how real ones were seen to differ from the specification."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sensors.heart_rate.measurement import MAX_INTERVALS
from sensors.heart_rate.rr_unit import RRUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Make:
    """How a make of strap writes its messages.

    Attributes:
        rr_unit: in what it counts intervals.
        extra_word: a word that it appends to its intervals though it is none.
        sends_zeros: whether a second without a beat has an interval of zero instead of none.
        is_wide: whether the heart rate takes two bytes.
        tells_contact: whether it says if it touches the skin.
        tells_energy: whether it counts energy.
    """

    rr_unit: RRUnit = RRUnit.TICK
    extra_word: int | None = None
    sends_zeros: bool = False
    is_wide: bool = False
    tells_contact: bool = False
    tells_energy: bool = False

    @property
    def most_intervals(self) -> int:
        """How many intervals fit into one message beside everything else."""
        return MAX_INTERVALS - self.is_wide - self.tells_energy - (self.extra_word is not None)

    def with_habits(self, words: tuple[int, ...]) -> tuple[int, ...]:
        """The words of one message as this make sends them."""
        if not words:
            return (0,) if self.sends_zeros else ()
        return words if self.extra_word is None else (*words, self.extra_word)


BY_THE_BOOK: Final = Make()
