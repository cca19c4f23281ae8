"""What a day may have been about: work first, in the words of the founding documents, and private life beside it.

The program never reads it, no light takes it into account, and nobody else sees it, whatever is shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from messages import define

if TYPE_CHECKING:
    from collections.abc import Mapping

    from messages import Text


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that a day can have been about."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class FactorGroup:
    """Factors that are offered together; `only_in` is the language for which they are, where not for all."""

    title: Text
    factors: tuple[Factor, ...]
    only_in: str = ""


GROUPS: Final = (
    FactorGroup(
        define("work.six", "The work"),
        (
            Factor("demands", define("work.demands", "Demands: how much, how fast, how hard")),
            Factor("influence", define("work.influence", "Influence: a say in how I work")),
            Factor("meaning", define("work.meaning", "Meaning: why the work matters")),
            Factor("support", define("work.support", "Support from colleagues or my leader")),
            Factor("predictability", define("work.predictability", "Predictability: knowing what comes")),
            Factor("reward", define("work.reward", "Reward: being seen and valued")),
        ),
    ),
    FactorGroup(
        define("work.with_people", "Work with people"),
        (
            Factor("face", define("work.face", "I showed something else than I felt")),
            Factor("taking_in", define("work.taking_in", "I took in what others go through")),
            Factor("torn", define("work.torn", "Torn between what I am asked to do and what I think is right")),
        ),
    ),
    FactorGroup(
        define("work.section_4_3", "The four factors of the Working Environment Act, section 4-3"),
        (
            Factor("unclear", define("work.unclear", "Unclear or conflicting demands")),
            Factor("feelings", define("work.feelings", "Demands on my feelings in work with people")),
            Factor("time", define("work.time", "Workload and time pressure")),
            Factor("help", define("work.help", "Support and help in the work")),
        ),
        only_in="nb",
    ),
    FactorGroup(
        define("work.kinds", "What kind of strain is it?"),
        (
            Factor("can_change", define("work.can_change", "We can change it ourselves")),
            Factor("decided_above", define("work.decided_above", "It is decided higher up")),
            Factor("inherent", define("work.inherent", "It is part of the job; we need support with it")),
        ),
    ),
    FactorGroup(
        define("work.outside", "Outside work"),
        (Factor("private", define("work.private", "My private life")),),
    ),
)
FACTORS: Final[Mapping[str, Factor]] = MappingProxyType(
    {factor.key: factor for group in GROUPS for factor in group.factors}
)


def offered_in(language: str) -> tuple[FactorGroup, ...]:
    """The groups for a reader of this language."""
    return tuple(group for group in GROUPS if group.only_in in {"", language})
