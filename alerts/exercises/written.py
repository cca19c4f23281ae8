"""Exercises with pen and paper: what is written in them belongs to the person alone."""

from __future__ import annotations

from typing import Final

from alerts.exercises.exercise import Blank, BlankKind, Exercise, Feeling, Shelf, Step, Tick
from messages import define

ORGANISE_AND_UNLOAD: Final = Exercise(
    "organise-and-unload",
    define("exercise.unload", "Empty your head"),
    define("exercise.unload.gist", "Write down every task, and choose one."),
    Shelf.WRITTEN,
    (
        Step(define("exercise.unload.1", "Write down everything that is waiting for you, in any order."), 120),
        Step(define("exercise.unload.2", "What must be done today? What can wait?"), 60),
        Step(define("exercise.unload.3", "Choose one task, and give it some quiet time without notifications."), 40),
        Step(define("exercise.unload.4", "Plan a break. Think of someone you could ask for help."), 60),
    ),
    (
        Blank("everything", define("exercise.unload.everything", "Everything that is waiting for me")),
        Blank("must", define("exercise.unload.must", "Must be done today")),
        Blank("can_wait", define("exercise.unload.can_wait", "Can wait")),
        Blank("one", define("exercise.unload.one", "What I will start with, and when"), BlankKind.LINE),
        Blank("pause", define("exercise.unload.pause", "My break"), BlankKind.LINE),
        Blank("ask", define("exercise.unload.ask", "Who I will ask, and for what"), BlankKind.LINE),
    ),
    feelings=frozenset({Feeling.FULL_HEAD}),
)

AREAS: Final = (
    Tick("self", define("exercise.compass.self", "Myself")),
    Tick("love", define("exercise.compass.love", "Love")),
    Tick("family", define("exercise.compass.family", "Family")),
    Tick("parenting", define("exercise.compass.parenting", "Being a parent")),
    Tick("social", define("exercise.compass.social", "Friends and social life")),
    Tick("health", define("exercise.compass.health", "Body and health")),
    Tick("citizen", define("exercise.compass.citizen", "Society")),
    Tick("leisure", define("exercise.compass.leisure", "Free time")),
    Tick("education", define("exercise.compass.education", "Learning")),
    Tick("work", define("exercise.compass.work", "Work")),
    Tick("growth", define("exercise.compass.growth", "Personal growth")),
)
_VALUE: Final = define("exercise.compass.value", "What matters to me here")
_WEIGHT: Final = define("exercise.compass.weight", "How much it matters, 0 to 10")
_LIVED: Final = define("exercise.compass.lived", "How much I live by it now, 0 to 10")


def _area(area: Tick) -> tuple[Blank, ...]:
    return (
        Blank(f"{area.key}_value", _VALUE, BlankKind.LINE, group=area.text),
        Blank(f"{area.key}_weight", _WEIGHT, BlankKind.SCALE, group=area.text),
        Blank(f"{area.key}_lived", _LIVED, BlankKind.SCALE, group=area.text),
    )


VALUES_COMPASS: Final = Exercise(
    "values-compass",
    define("exercise.compass", "What matters to me"),
    define("exercise.compass.gist", "Choose some areas of your life and look at what matters there."),
    Shelf.WRITTEN,
    (
        Step(define("exercise.compass.1", "Choose the areas that matter to you now. Leave the others empty."), 60),
        Step(define("exercise.compass.2", "Write in a few words what matters to you in each of them."), 240),
        Step(define("exercise.compass.3", "How much does it matter, and how much do you live by it now?"), 180),
        Step(define("exercise.compass.4", "Choose one small thing to do this week."), 120),
    ),
    (
        *(blank for area in AREAS for blank in _area(area)),
        Blank("act", define("exercise.compass.act", "One small thing this week"), BlankKind.LINE),
    ),
)

DRAINS_AND_NOURISHES: Final = Exercise(
    "drains-and-nourishes",
    define("exercise.drains", "What drains me, what gives me strength"),
    define("exercise.drains.gist", "Plan something that gives you strength on a draining day."),
    Shelf.WRITTEN,
    (
        Step(define("exercise.drains.1", "What takes your strength at the moment? At work and outside it."), 60),
        Step(define("exercise.drains.2", "What gives you strength, even a little?"), 60),
        Step(define("exercise.drains.3", "Which day will be hard? Plan something for it that gives you strength."), 60),
    ),
    (
        Blank("drains", define("exercise.drains.drains", "What drains me")),
        Blank("nourishes", define("exercise.drains.nourishes", "What gives me strength")),
        Blank("match", define("exercise.drains.match", "The hard day, and what I plan for it"), BlankKind.LINE),
    ),
    feelings=frozenset({Feeling.FLAT}),
)

STOP_CARD: Final = Exercise(
    "stop-card",
    define("exercise.stop_card", "My STOP card"),
    define(
        "exercise.stop_card.gist",
        "Know your own early signs that it is getting too much, and how others can help then.",
    ),
    Shelf.WRITTEN,
    (
        Step(define("exercise.stop_card.1", "Think of the last time it was too much. What did you notice first?")),
        Step(define("exercise.stop_card.2", "What could others have seen?")),
        Step(define("exercise.stop_card.3", "What would have helped? Write it so that another person can do it.")),
        Step(
            define(
                "exercise.stop_card.4",
                "Is something in your body new or strong, such as a racing heart or shortness of breath? See a doctor.",
            )
        ),
    ),
    (
        Blank(
            "body",
            define("exercise.stop_card.body", "In my body"),
            BlankKind.TICKS,
            (
                Tick("tense", define("exercise.stop_card.tense", "Tense neck or jaw")),
                Tick("sleep", define("exercise.stop_card.sleep", "I sleep badly")),
                Tick("stomach", define("exercise.stop_card.stomach", "My stomach")),
                Tick("head", define("exercise.stop_card.head", "Headache")),
                Tick("heart", define("exercise.stop_card.heart", "My heart races or skips")),
                Tick("breath", define("exercise.stop_card.breath", "Short breath or dizzy")),
            ),
        ),
        Blank(
            "thoughts",
            define("exercise.stop_card.thoughts", "In my thoughts"),
            BlankKind.TICKS,
            (
                Tick("forget", define("exercise.stop_card.forget", "I forget things")),
                Tick("circle", define("exercise.stop_card.circle", "The same thoughts go round")),
                Tick("decide", define("exercise.stop_card.decide", "I can't decide")),
                Tick("focus", define("exercise.stop_card.focus", "I read the same line twice")),
            ),
        ),
        Blank(
            "feelings",
            define("exercise.stop_card.feelings", "In my feelings"),
            BlankKind.TICKS,
            (
                Tick("short", define("exercise.stop_card.short", "I snap at people")),
                Tick("sad", define("exercise.stop_card.sad", "I am close to tears")),
                Tick("nothing", define("exercise.stop_card.nothing", "I don't care any more")),
                Tick("restless", define("exercise.stop_card.restless", "I am restless")),
            ),
        ),
        Blank("own", define("exercise.stop_card.own", "In my own words")),
        Blank("others", define("exercise.stop_card.others", "What others may notice")),
        Blank("colleague", define("exercise.stop_card.colleague", "What I want from a colleague")),
        Blank("leader", define("exercise.stop_card.leader", "What I want from my leader")),
    ),
)

TRIGGER_NOTE: Final = Exercise(
    "trigger-note",
    define("exercise.trigger", "What got to me"),
    define("exercise.trigger.gist", "Separate what happened from how it affected you."),
    Shelf.WRITTEN,
    (
        Step(define("exercise.trigger.1", "Wait until it is a little quieter. Take a breath first if you like.")),
        Step(
            define(
                "exercise.trigger.2", "Write what you noticed in yourself. You don't have to describe what happened."
            )
        ),
        Step(define("exercise.trigger.3", "Leave the feeling aside for a moment: what was the practical problem?")),
    ),
    (
        Blank("what", define("exercise.trigger.what", "What got to me, in a few words"), BlankKind.LINE),
        Blank("sensed", define("exercise.trigger.sensed", "What I thought, felt, and noticed in my body")),
        Blank("problem", define("exercise.trigger.problem", "What the practical problem was")),
    ),
)

WHAT_I_CARRY: Final = Exercise(
    "what-i-carry",
    define("exercise.carry", "What am I carrying?"),
    define("exercise.carry.gist", "A light bag gets heavy when it is never put down."),
    Shelf.WRITTEN,
    (
        Step(define("exercise.carry.1", "Picture a light bag on your shoulder. You carry it all day."), 30),
        Step(define("exercise.carry.2", "It weighs little. It gets heavy because you never take it off."), 30),
        Step(define("exercise.carry.3", "What is in your bag these days?"), 60),
        Step(define("exercise.carry.4", "Where could you put it down for an hour? Who could take it for you?"), 60),
    ),
    (
        Blank("what", define("exercise.carry.what", "What I am carrying")),
        Blank("put_down", define("exercise.carry.put_down", "Where and how I put it down")),
        Blank("who", define("exercise.carry.who", "Who can take it for me for a while"), BlankKind.LINE),
    ),
)

PROBLEM_SOLVING: Final = Exercise(
    "problem-solving",
    define("exercise.problem", "One problem at a time"),
    define("exercise.problem.gist", "Find one small thing to try with a problem at work."),
    Shelf.WRITTEN,
    (
        Step(define("exercise.problem.1", "Choose one concrete problem at work: what, when, with whom?"), 60),
        Step(define("exercise.problem.2", "Write down every solution you can think of. Odd ones too."), 120),
        Step(define("exercise.problem.3", "Choose one and make it small enough for this week."), 60),
        Step(
            define(
                "exercise.problem.4", "Choose a day to look back. Whatever happens, you will have learned something."
            ),
            30,
        ),
    ),
    (
        Blank("problem", define("exercise.problem.problem", "The problem: what, when, with whom")),
        Blank("options", define("exercise.problem.options", "Possible solutions")),
        Blank("try", define("exercise.problem.try", "What I will try"), BlankKind.LINE),
        Blank("look_back", define("exercise.problem.look_back", "When I will look back"), BlankKind.LINE),
        Blank("learned", define("exercise.problem.learned", "How it went")),
    ),
)
