"""Texts of `pulsro strap verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from messages import Text, define

if TYPE_CHECKING:
    from collections.abc import Mapping

VERDICTS: Final[Mapping[bool | None, Text]] = {
    True: define("cli.verify.agrees", "The strap's own intervals agree with its ECG."),
    False: define(
        "cli.verify.disagrees",
        "The strap's own intervals do not agree with its ECG. Wet the electrodes, sit still and try again.",
    ),
    None: define("cli.verify.too_few", "There were too few beats to say anything. Try again for longer."),
}
LOOKING: Final = define("cli.verify.looking", "Looking for the strap")
SIT_STILL: Final = define("cli.verify.sit_still", "Sit still")
R_PEAKS: Final = define("cli.verify.r_peaks", "R peaks of the ECG")
BEATS: Final = define("cli.verify.beats", "beats of the strap")
SAME: Final = define("cli.verify.same", "the same heart beats")
MISSED: Final = define("cli.verify.missed", "missed by the strap")
MADE_UP: Final = define("cli.verify.made_up", "added by the strap")
DIFFER: Final = define("cli.verify.differ", "intervals differ by")
LATER: Final = define("cli.verify.later", "later than the ECG by")
DIFFERENCES: Final = define("cli.verify.differences", "%(median)s ms (median), %(p95)s ms (95 %%)")
CALM: Final = define("cli.verify.calm", "%(mg)s mG, calm enough for a reading")
NOT_CALM: Final = define("cli.verify.not_calm", "%(mg)s mG, too much for a reading")
CALM_SHARE: Final = define("cli.verify.calm_share", "%(mg)s mG; calm enough for a reading in %(share)s of the time")
