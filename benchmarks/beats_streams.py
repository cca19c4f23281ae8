"""Random streams of packets with a known truth, and whether the beat clock keeps its word on each of them.

A stream is a heart, a strap, and a link that does all that links do at once: packets are late, wait and come in one go,
get lost singly and in rows, come out of order, come several times, and change over to another connection; contact is
lost and words are made up meanwhile. One in ten hearts is no heart at all but dice.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Final

from sensors.beat_clock.clock import BeatClock
from sensors.heart_rate.measurement import MAX_INTERVALS, HeartRateMeasurement, build
from sensors.heart_rate.packets import Packet

if TYPE_CHECKING:
    from collections.abc import Callable

    from sensors.beat_clock.beat import Beat

MOST_PACKETS: Final = 30
SHORTEST_WORD: Final = 280
LONGEST_WORD: Final = 2048


@dataclass(slots=True)
class Stream:
    """Packets as a reader gets them, and the numbers of the beats in them, in that order and each once."""

    packets: list[Packet] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Sent:
    number: int
    words: tuple[int, ...]
    contact: bool | None
    arrival_s: float
    link: int


def stream(seed: int) -> Stream:
    """One stream; the same number gives the same one."""
    dice = Random(seed)
    return _given_out(_disordered(_through_the_air(_sent(dice), dice), dice), dice)


def _sent(dice: Random) -> list[_Sent]:
    """What the strap sends, tick by tick: nought to nine words a message."""
    period_s = dice.choice((1.0,) * 8 + (2.0, 3.0)) * (1 + dice.gauss(0, 1e-4))
    wobble_s = dice.choice((0.0, 0.002, 0.01, 0.02))
    tells_contact, lifts = dice.random() < 0.5, dice.random() < 0.2
    next_word = _heart(dice)
    tick_s, number, contact = dice.random(), 0, True
    word = next_word()
    beat_s = word / 1024
    sent: list[_Sent] = []
    for _ in range(dice.randrange(10, MOST_PACKETS)):
        tick_s += period_s
        contact = dice.random() < 0.7 if lifts else contact
        seen: list[int] = []
        while beat_s <= tick_s:
            seen.append(word)
            word = next_word()
            beat_s += word / 1024
        words = tuple(seen[:MAX_INTERVALS]) if contact else _made_up(dice)
        sent.append(_Sent(number, words, contact if tells_contact else None, tick_s + dice.gauss(0, wobble_s), 0))
        number += len(words)
    return sent


def _made_up(dice: Random) -> tuple[int, ...]:
    return tuple(dice.randrange(SHORTEST_WORD, LONGEST_WORD) for _ in range(dice.randrange(MAX_INTERVALS + 1)))


def _heart(dice: Random) -> Callable[[], int]:
    if dice.random() < 0.1:
        return lambda: dice.randrange(SHORTEST_WORD, LONGEST_WORD)
    mean, spread = 1024 * dice.uniform(0.3, 1.6), dice.choice((0.005, 0.01, 0.03, 0.1))
    return lambda: min(max(round(mean * dice.gauss(1, spread)), SHORTEST_WORD), LONGEST_WORD)


def _through_the_air(sent: list[_Sent], dice: Random) -> list[_Sent]:
    """What arrives of it, and when: in order, but late, or not at all."""
    interval_s = dice.choice((0.0075, 0.03, 0.05, 0.1))
    again, stalls = dice.choice((0, 0, 0.02, 0.1)), dice.choice((0, 0, 0.02, 0.05))
    lost, in_a_row = dice.choice((0, 0.02, 0.05, 0.2)), dice.choice((0, 0, 0.6))
    changes_at = dice.randrange(len(sent)) if dice.random() < 0.2 else -1
    arrived: list[_Sent] = []
    busy_s, link, away_s, was_lost = -math.inf, 0, 0.0, False
    for number, each in enumerate(sent):
        if number == changes_at:
            link, away_s, busy_s = 1, each.arrival_s + dice.choice((0.0, 2.0, 8.0)), -math.inf
        late_s = dice.random() * interval_s + dice.expovariate(200)
        if arrived and arrived[-1].link == link:  # a connection is made over a link that works
            late_s += dice.uniform(0.1, 1.0) if dice.random() < again else 0.0
            late_s += dice.uniform(0.5, 4.0) if dice.random() < stalls else 0.0
        busy_s = max(each.arrival_s + late_s, busy_s + 0.0005)
        was_lost = dice.random() < (in_a_row if was_lost else lost) or each.arrival_s < away_s
        if not was_lost:
            arrived.append(_Sent(each.number, each.words, each.contact, busy_s, link))
    return arrived


def _disordered(arrived: list[_Sent], dice: Random) -> list[_Sent]:
    """Now and then two are handed over in the wrong order, each with the moment at which it came."""
    if dice.random() < 0.1 and len(arrived) > 2:
        first = dice.randrange(len(arrived) - 1)
        arrived[first], arrived[first + 1] = arrived[first + 1], arrived[first]
    return arrived


def _given_out(arrived: list[_Sent], dice: Random) -> Stream:
    copies = dice.choice((0,) * 8 + (1, 3))
    result = Stream()
    for each in arrived:
        bpm = min(round(60 * 1024 / each.words[-1]), 255) if each.words else 60
        payload = build(HeartRateMeasurement(bpm=bpm, contact=each.contact, rr_1024=each.words))
        for copy in range(1 + copies):
            result.packets.append(Packet(each.arrival_s + copy * 1e-4, payload, each.link))
        result.words.extend(each.words)
        result.numbers.extend(range(each.number, each.number + len(each.words)))
    return result


def clocked(given: Stream) -> list[Beat]:
    """What the clock makes of it."""
    clock = BeatClock()
    beats = [beat for packet in given.packets for beat in clock.push(packet)]
    return [*beats, *clock.flush()]


def broken_promises(given: Stream, beats: list[Beat]) -> Counter[str]:
    """How often each promise is broken; nothing if all are kept."""
    broken: Counter[str] = Counter()
    if len(beats) != len(given.numbers):
        broken["a beat twice" if len(beats) > len(given.numbers) else "a beat left out"] += 1
        return broken
    broken["another interval than was sent"] += sum(
        beat.rr_ms != word * 1000 / 1024 for beat, word in zip(beats, given.words, strict=True)
    )
    for (before, after), (number, following) in zip(pairwise(beats), pairwise(given.numbers), strict=True):
        broken["a difference across a lost packet"] += before.segment == after.segment and following != number + 1
        broken["time runs backwards"] += after.time_s <= before.time_s
    return +broken
