"""Short exercises that are tied to a moment of the day."""

from __future__ import annotations

from typing import Final

from alerts.exercises.exercise import Exercise, Feeling, Shelf, Step
from messages import define

STOP_AND_LET_GO: Final = Exercise(
    "stop-and-let-go",
    define("exercise.stop_and_let_go", "Stop, notice, accept, let go"),
    define("exercise.stop_and_let_go.gist", "Take a break from the rush."),
    Shelf.MOMENT,
    (
        Step(
            define("exercise.stop_and_let_go.1", "Stop what you are doing. If you are holding something, put it down."),
            15,
        ),
        Step(define("exercise.stop_and_let_go.2", "Notice your body. Then what you think. Then what you feel."), 25),
        Step(define("exercise.stop_and_let_go.3", "Let it be like that for a moment. You don't have to like it."), 20),
        Step(define("exercise.stop_and_let_go.4", "Let go of one small thing: breathe out, or open your hands."), 20),
    ),
    feelings=frozenset({Feeling.FULL_HEAD}),
)

DECOMPRESS: Final = Exercise(
    "decompress",
    define("exercise.decompress", "Decompress"),
    define("exercise.decompress.gist", "After a hard conversation: shake it off before you go on."),
    Shelf.MOMENT,
    (
        Step(define("exercise.decompress.1", "Stand up. Shake your hands and arms, then your legs."), 25),
        Step(define("exercise.decompress.2", "Stretch as far as you like. Roll your shoulders."), 20),
        Step(define("exercise.decompress.3", "Breathe out slowly, three times."), 25),
        Step(define("exercise.decompress.4", "Wash your hands, or go to another room."), 30),
        Step(define("exercise.decompress.5", "Tell yourself what you don't have to take with you from here."), 20),
        Step(define("exercise.decompress.6", "If it would help, ask a colleague for five minutes.")),
    ),
    feelings=frozenset({Feeling.KEYED_UP}),
)

MICRO_CUE: Final = Exercise(
    "micro-cue",
    define("exercise.micro_cue", "One breath at the door"),
    define("exercise.micro_cue.gist", "A short pause, tied to something you do every day."),
    Shelf.MOMENT,
    (
        Step(define("exercise.micro_cue.1", "Choose your moment: when you log on, take a coffee, or open a door.")),
        Step(define("exercise.micro_cue.2", "Breathe in, and then all the way out."), 7),
        Step(define("exercise.micro_cue.3", "Feel both feet."), 5),
        Step(define("exercise.micro_cue.4", "Choose what to do next, and only that."), 8),
    ),
)

WAY_HOME: Final = Exercise(
    "way-home",
    define("exercise.way_home", "Way home"),
    define("exercise.way_home.gist", "End your working day at a fixed place, and leave it there."),
    Shelf.MOMENT,
    (
        Step(define("exercise.way_home.1", "Choose a place on your way: a bridge, a bus stop, your own door.")),
        Step(define("exercise.way_home.2", "Before you get there: look back at the day. What did you get done?"), 60),
        Step(define("exercise.way_home.3", "Is anything left over? Write it down. You can pick it up tomorrow."), 40),
        Step(
            define("exercise.way_home.4", "When you are there: say a sentence of your own that ends the working day."),
            20,
        ),
        Step(define("exercise.way_home.5", "Afterwards: think of who or what is waiting for you at home."), 30),
    ),
    feelings=frozenset({Feeling.FULL_HEAD}),
)
