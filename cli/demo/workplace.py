"""The demo's people: twelve simulated employees, each with a story, and a nurse."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np

from sensors.simulation.artifacts import Artefacts, spoil
from sensors.simulation.baroreflex import Baroreflex, BaroreflexLoop
from sensors.simulation.breathing import Breathing
from sensors.simulation.heart import HeartModel, Physiology
from sensors.simulation.led_heart import LedHeart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hrv.beats import BeatSeries

TIME_ZONE: Final = "Europe/Copenhagen"
CHECK_S: Final = 185.0
HISTORY_DAYS: Final = 120
DAY_TO_DAY_SD_LN: Final = 0.16
DAY_TO_DAY_AUTOCORRELATION: Final = 0.25
FALL_DAYS: Final = 17
FALL_LN: Final = 0.42
RECOVERY_DAYS: Final = 35
NEWCOMER_DAYS: Final = 6
WEEKEND: Final = frozenset({5, 6})


class Story(enum.Enum):
    """What somebody's four months look like; the value is the share of working days with a check."""

    STEADY = 0.85
    """Within the usual range, most mornings measured."""
    FALL = 0.9
    """A sustained fall in the last weeks: the light has turned and a prompt waits."""
    RECOVERED = 0.88
    """An earlier fall, an open conversation with the nurse, and a trend that is back."""
    GAPS = 0.3
    """Measures now and then, with whole weeks missing: the light has to cope."""
    UNCLEAR_RHYTHM = 0.8
    """An irregular rhythm: no colour, and a gentle sentence."""
    NEWCOMER = 1.0
    """Began last week: a provisional range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wearer:
    """One simulated employee.

    Attributes:
        name: first and last name.
        story: what the four months look like.
        hr_bpm: heart rate at rest.
        rmssd_ms: usual RMSSD at rest.
        seed: makes every run of the demo show the same person.
        wears_now: whether a live strap runs while the demo does.
    """

    name: str
    story: Story
    hr_bpm: float
    rmssd_ms: float
    seed: int
    wears_now: bool = False

    @property
    def email(self) -> str:
        """An address that leads nowhere."""
        return email_of(self.name)

    def heart(self, dice: np.random.Generator, *, shift_ln: float = 0.0) -> HeartModel:
        """This person's heart on a day that lies `shift_ln` above or below their usual ln RMSSD."""
        return HeartModel(dice, self._physiology(shift_ln))

    def led_heart(self, dice: np.random.Generator) -> LedHeart:
        """This person's heart on a usual day, which follows the pacer of a page."""
        person = replace(Baroreflex.drawn(dice), swing_ms=4.0 * self.rmssd_ms)
        return LedHeart(dice, self._physiology(0.0), BaroreflexLoop(dice, person, Breathing(dice)))

    def _physiology(self, shift_ln: float) -> Physiology:
        irregular = 0.17 if self.story is Story.UNCLEAR_RHYTHM else 0.0
        return Physiology(
            hr_bpm=self.hr_bpm * (1 - 0.12 * shift_ln),
            rmssd_ms=self.rmssd_ms * math.exp(shift_ln),
            irregularity=irregular,
            utc_offset_s=3600.0,
        )

    def artefacts(self) -> Artefacts:
        """The few false beats that every strap delivers."""
        return Artefacts(ectopic=0.003, missed=0.002, extra=0.002)


WEARERS: Final = (
    Wearer(name="Ingrid Dahl", story=Story.FALL, hr_bpm=64, rmssd_ms=42, seed=11, wears_now=True),
    Wearer(name="Jonas Berg", story=Story.RECOVERED, hr_bpm=60, rmssd_ms=51, seed=12, wears_now=True),
    Wearer(name="Astrid Holm", story=Story.STEADY, hr_bpm=58, rmssd_ms=55, seed=13, wears_now=True),
    Wearer(name="Mikkel Friis", story=Story.STEADY, hr_bpm=66, rmssd_ms=34, seed=14),
    Wearer(name="Solveig Lund", story=Story.STEADY, hr_bpm=62, rmssd_ms=47, seed=15),
    Wearer(name="Emil Krogh", story=Story.STEADY, hr_bpm=70, rmssd_ms=28, seed=16),
    Wearer(name="Nora Vik", story=Story.STEADY, hr_bpm=57, rmssd_ms=62, seed=17, wears_now=True),
    Wearer(name="Kasper Juhl", story=Story.GAPS, hr_bpm=63, rmssd_ms=38, seed=18),
    Wearer(name="Liv Aasen", story=Story.GAPS, hr_bpm=68, rmssd_ms=31, seed=19),
    Wearer(name="Torben Skov", story=Story.UNCLEAR_RHYTHM, hr_bpm=72, rmssd_ms=30, seed=20),
    Wearer(name="Freja Lindt", story=Story.STEADY, hr_bpm=61, rmssd_ms=44, seed=21),
    Wearer(name="Oskar Moen", story=Story.NEWCOMER, hr_bpm=65, rmssd_ms=40, seed=22),
)


def email_of(name: str) -> str:
    """An address by somebody's first name that leads nowhere."""
    return f"{name.split(maxsplit=1)[0].lower()}@demo.invalid"


@dataclass(frozen=True, slots=True)
class DemoSitting:
    """One morning's check: when it began, and what the strap heard."""

    began: datetime
    series: BeatSeries


def sittings(wearer: Wearer, *, until: date) -> Iterator[DemoSitting]:
    """The checks of one person, oldest first, up to and including a day."""
    dice = np.random.default_rng(wearer.seed + 1000)
    weather = _weather(dice, HISTORY_DAYS)
    for back in range(HISTORY_DAYS - 1, -1, -1):
        day = until - timedelta(days=back)
        shift_ln = float(weather[back]) - _fall_ln(wearer.story, back)
        minutes, measures = float(dice.normal(0, 14)), bool(dice.random() < wearer.story.value)
        if measures and _is_there(wearer.story, day, back):
            began = _morning(day) + timedelta(minutes=minutes)
            yield DemoSitting(began, _heard(wearer, shift_ln, began))


def _weather(dice: np.random.Generator, days: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How each day lies around the usual one, in ln RMSSD: an AR(1) process."""
    phi = DAY_TO_DAY_AUTOCORRELATION
    news = dice.normal(0, DAY_TO_DAY_SD_LN * math.sqrt(1 - phi**2), days)
    weather = np.empty(days)
    weather[0] = news[0]
    for day in range(1, days):
        weather[day] = phi * weather[day - 1] + news[day]
    return weather


def _fall_ln(story: Story, back: int) -> float:
    """How far below usual the story puts a day that lies `back` days before the last."""
    if story is Story.FALL and back < FALL_DAYS:
        return FALL_LN * min(1.0, (FALL_DAYS - back) / 3)
    if story is Story.RECOVERED and RECOVERY_DAYS <= back < RECOVERY_DAYS + FALL_DAYS:
        return FALL_LN
    return 0.0


def _is_there(story: Story, day: date, back: int) -> bool:
    if day.weekday() in WEEKEND:
        return False
    if story is Story.NEWCOMER:
        return back <= NEWCOMER_DAYS + 1
    return story is not Story.GAPS or day.isocalendar().week % 4 != 0


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8, 15), tzinfo=ZoneInfo(TIME_ZONE)).astimezone(UTC)


def _heard(wearer: Wearer, shift_ln: float, began: datetime) -> BeatSeries:
    moment_s = began.timestamp()
    dice = np.random.default_rng((wearer.seed, int(moment_s)))
    return spoil(wearer.heart(dice, shift_ln=shift_ln).series(moment_s, CHECK_S), wearer.artefacts(), dice)
