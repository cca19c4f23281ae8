"""Short exercises that are tied to a moment of the day."""

from __future__ import annotations

from typing import Final

from alerts.exercises.exercise import Exercise, Feeling, Shelf, Step
from messages import define

STOP_AND_LET_GO: Final = Exercise(
    "stop-and-let-go",
    define("exercise.stop_and_let_go", "Stop, notice, accept, let go"),
    define("exercise.stop_and_let_go.gist", "Step out of the rush for a little over a minute."),
    Shelf.MOMENT,
    (
        Step(define("exercise.stop_and_let_go.1", "Stop what you are doing. Put it down if you hold something."), 15),
        Step(define("exercise.stop_and_let_go.2", "Notice your body. Then what you think. Then what you feel."), 25),
        Step(define("exercise.stop_and_let_go.3", "Let it be like that for a moment. You need not like it."), 20),
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
        Step(define("exercise.decompress.5", "Say to yourself what is not yours to carry on."), 20),
        Step(define("exercise.decompress.6", "If it would help, ask a colleague for five minutes.")),
    ),
    feelings=frozenset({Feeling.KEYED_UP}),
)

MICRO_CUE: Final = Exercise(
    "micro-cue",
    define("exercise.micro_cue", "A breath at the door"),
    define("exercise.micro_cue.gist", "Twenty seconds at a moment that comes every day."),
    Shelf.MOMENT,
    (
        Step(define("exercise.micro_cue.1", "Choose your moment: when you log on, take a coffee, or open a door.")),
        Step(define("exercise.micro_cue.2", "Take one breath, all the way out."), 7),
        Step(define("exercise.micro_cue.3", "Feel both feet."), 5),
        Step(define("exercise.micro_cue.4", "Choose the next thing, and only that."), 8),
    ),
)

WAY_HOME: Final = Exercise(
    "way-home",
    define("exercise.way_home", "Way home"),
    define("exercise.way_home.gist", "Close the working day at a fixed point, and leave it there."),
    Shelf.MOMENT,
    (
        Step(define("exercise.way_home.1", "Choose a point on your way: a bridge, a bus stop, your own door.")),
        Step(define("exercise.way_home.2", "Before the point: look back at the day. What is done?"), 60),
        Step(define("exercise.way_home.3", "Something is left over? Write it down. You can pick it up tomorrow."), 40),
        Step(define("exercise.way_home.4", "At the point: say a sentence of your own that closes the day."), 20),
        Step(define("exercise.way_home.5", "After the point: think of who or what waits for you at home."), 30),
    ),
    feelings=frozenset({Feeling.FULL_HEAD}),
)
