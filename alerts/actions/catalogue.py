"""The things one can do, in our own words: few, concrete, and most of them not about the person alone.

Levels come in LOGIK order; each entry says how well it is known to help. No condition is named, no effect promised.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from alerts.actions.logik import Level
from hrv import Colour
from messages.message import N_

_G: Final = frozenset({Colour.GREEN})
_Y: Final = frozenset({Colour.YELLOW})
_R: Final = frozenset({Colour.RED})


class Evidence(StrEnum):
    """How well something is known to help; shown with it, so that nobody reads a promise into it."""

    STRONG = "strong"
    """Several good reviews agree."""

    SOME = "some"
    """Studies point this way, with gaps."""

    GUIDELINE = "guideline"
    """Advised by guidelines or standards without a test of the effect."""

    EXPERIENCE = "experience"
    """Practitioners report good experience."""

    ASSERTED = "asserted"
    """Put forward by practitioners without a test or a guideline behind it."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that somebody can do: `title` is the suggestion, `how` a sentence or two on doing it."""

    key: str
    level: Level
    colours: frozenset[Colour]
    title: str
    how: str
    evidence: Evidence
    exercise: str = ""
    """The key of the exercise or tool with which it can be done in place, where there is one."""


TALK: Final = Action(
    "talk-to-someone",
    Level.PROFESSIONAL,
    _G | _Y | _R | {Colour.GREY},
    N_("Talk to someone"),
    N_("Ask the occupational health nurse for a conversation. You choose what to show, and you can stop at any time."),
    Evidence.EXPERIENCE,
)

CATALOGUE: Final[tuple[Action, ...]] = (
    # -- leader
    Action(
        "leader-feedback",
        Level.LEADER,
        _G,
        N_("Ask for feedback on one task"),
        N_("When you know what is good enough and what comes next, the week is easier to plan."),
        Evidence.ASSERTED,
    ),
    Action(
        "leader-caring-talk",
        Level.LEADER,
        _Y,
        N_("Ask your leader for an open talk about the work"),
        N_("You decide what to tell. Bring two examples of what takes more than it should, and what would help."),
        Evidence.GUIDELINE,
    ),
    Action(
        "leader-priorities",
        Level.LEADER,
        _Y,
        N_("Ask which tasks come first, and which can wait"),
        N_("Write down everything that waits for you and go through it together: unclear, extra, or no longer needed?"),
        Evidence.ASSERTED,
        exercise="organise-and-unload",
    ),
    Action(
        "leader-small-adjustment",
        Level.LEADER,
        _Y,
        N_("Agree on one small change for two to four weeks"),
        N_("Say what changes, from when until when, and when you look at it again. Ask who takes over what."),
        Evidence.GUIDELINE,
        exercise="plan-step",
    ),
    Action(
        "leader-lower-demands",
        Level.LEADER,
        _R,
        N_("Agree on a lighter load for a while"),
        N_(
            "Agree which tasks to drop, not just postpone. Look at it again soon, and make sure that they don't "
            "land on a colleague."
        ),
        Evidence.GUIDELINE,
        exercise="plan-step",
    ),
    Action(
        "leader-what-may-be-told",
        Level.LEADER,
        _R,
        N_("Agree on what the team is told"),
        N_("Only who does which task, never the reason. You approve what will be said."),
        Evidence.GUIDELINE,
    ),
    # -- organisation
    Action(
        "organisation-influence",
        Level.ORGANISATION,
        _G,
        N_("Use the influence you have on when and how you work"),
        N_("Having a real say in your hours and the order of your tasks is known to help. Ask how far yours goes."),
        Evidence.SOME,
    ),
    Action(
        "organisation-know-the-doors",
        Level.ORGANISATION,
        _G,
        N_("Find out where you can turn, before you need it"),
        N_("Leader, safety or union representative, occupational health: write the names where you find them."),
        Evidence.GUIDELINE,
    ),
    Action(
        "organisation-raise-the-pattern",
        Level.ORGANISATION,
        _Y,
        N_("Talk to your safety or union representative about what keeps coming back"),
        N_("If others carry the same load, it is a matter for the workplace. You don't have to mention yourself."),
        Evidence.GUIDELINE,
    ),
    Action(
        "organisation-another-door",
        Level.ORGANISATION,
        _Y | _R,
        N_("Choose who to go to first"),
        N_("If your leader is not the right person, ask a representative, HR or occupational health first."),
        Evidence.EXPERIENCE,
    ),
    Action(
        "organisation-one-coordinator",
        Level.ORGANISATION,
        _R,
        N_("Ask for one person to coordinate things"),
        N_("One person keeps track of agreements, dates and people, so you don't have to."),
        Evidence.GUIDELINE,
    ),
    # -- group
    Action(
        "group-notice-one-another",
        Level.GROUP,
        _G,
        N_("Ask a colleague how their day is really going"),
        N_(
            "In teams that talk about how work feels, it is easier to say something early. People differ, and "
            "that is fine."
        ),
        Evidence.GUIDELINE,
    ),
    Action(
        "group-ask-a-colleague",
        Level.GROUP,
        _Y,
        N_("Ask a colleague you trust to help you"),
        N_("Make it small and concrete: look at this with me, take that call, have lunch with me."),
        Evidence.GUIDELINE,
        exercise="colleague-request",
    ),
    Action(
        "group-after-hard-talks",
        Level.GROUP,
        _Y,
        N_("Take two minutes after a hard conversation"),
        N_("Move, breathe out slowly, go to another room, and tell a colleague what weighs on you."),
        Evidence.ASSERTED,
        exercise="decompress",
    ),
    Action(
        "group-practical-support",
        Level.GROUP,
        _R,
        N_("Let a colleague help with practical things"),
        N_("It's enough that someone listens and takes one task off you. You don't have to talk about what happened."),
        Evidence.GUIDELINE,
        exercise="colleague-request",
    ),
    # -- individual
    Action(
        "self-basics",
        Level.INDIVIDUAL,
        _G,
        N_("Look after the basics: sleep, meals, breaks, movement"),
        N_("Choose the one that slips first when you are busy, and protect it this week."),
        Evidence.ASSERTED,
        exercise="basic-needs",
    ),
    Action(
        "self-calendar-pauses",
        Level.INDIVIDUAL,
        _G,
        N_("Put a pause in the calendar and do one thing at a time"),
        N_("Ten quiet minutes between two tasks, with notifications off."),
        Evidence.ASSERTED,
        exercise="micro-cue",
    ),
    Action(
        "self-way-home",
        Level.INDIVIDUAL,
        _G,
        N_("End the working day at the same place on your way home"),
        N_("Before that place, look back and write down what is left. After it, think of home."),
        Evidence.ASSERTED,
        exercise="way-home",
    ),
    Action(
        "self-busy-or-strained",
        Level.INDIVIDUAL,
        _Y,
        N_("Ask yourself: busy, or more than that?"),
        N_(
            "Busy passes when the task is done. Think of your own early signs: which have you noticed in the "
            "last two weeks?"
        ),
        Evidence.EXPERIENCE,
        exercise="stop-card",
    ),
    Action(
        "self-body-first",
        Level.INDIVIDUAL,
        _Y,
        N_("Start with the body: a few minutes of breathing"),
        N_("Sit, feel the floor, and breathe out a little longer than you breathe in. There's nothing to achieve."),
        Evidence.ASSERTED,
        exercise="belly-breathing",
    ),
    Action(
        "self-movement",
        Level.INDIVIDUAL,
        _Y,
        N_("Move in daylight"),
        N_("A walk is enough. If the day is full, have a meeting while you walk."),
        Evidence.SOME,
    ),
    Action(
        "self-unload",
        Level.INDIVIDUAL,
        _Y,
        N_("Empty your head onto paper"),
        N_("List every task, mark what must and what can wait, choose one, and write down whom to ask."),
        Evidence.ASSERTED,
        exercise="organise-and-unload",
    ),
    Action(
        "self-stop-and-secure",
        Level.INDIVIDUAL,
        _R,
        N_("Stop, and take care of sleep, food and rest first"),
        N_("Working harder to catch up makes it heavier. Put off what can wait today."),
        Evidence.ASSERTED,
        exercise="basic-needs",
    ),
    Action(
        "self-say-what-you-need",
        Level.INDIVIDUAL,
        _R,
        N_("Tell one person what you need"),
        N_("One sentence is enough: what you notice, and what would make tomorrow easier."),
        Evidence.ASSERTED,
        exercise="stop-card",
    ),
    # -- professional
    TALK,
    Action(
        "professional-course",
        Level.PROFESSIONAL,
        _Y,
        N_("Think about a course based on cognitive behavioural methods"),
        N_("Ask occupational health what your workplace offers. Such courses help most when the work changes too."),
        Evidence.STRONG,
    ),
    Action(
        "professional-doctor",
        Level.PROFESSIONAL,
        _R,
        N_("Tell your own doctor"),
        N_("Especially if something in your body is new or strong: palpitations, dizziness or shortness of breath."),
        Evidence.GUIDELINE,
    ),
)
