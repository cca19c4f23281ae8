"""Exercises that begin with the body or the breath: nothing has to be reached in any of them."""

from __future__ import annotations

from typing import Final

from alerts.exercises.exercise import Exercise, Feeling, Shelf, Step
from messages import define

BREATH_ANCHOR: Final = Exercise(
    "breath-anchor",
    define("exercise.breath_anchor", "Breath anchor"),
    define("exercise.breath_anchor.gist", "Follow your breath, and come back to it when your thoughts wander."),
    Shelf.BODY,
    (
        Step(define("exercise.breath_anchor.1", "Sit so that you feel the seat and the floor."), 30),
        Step(
            define("exercise.breath_anchor.2", "Notice the air at your nose. It comes in cool and goes out warm."), 30
        ),
        Step(define("exercise.breath_anchor.3", "Let the breath come as it likes. You only follow it."), 30),
        Step(
            define(
                "exercise.breath_anchor.4",
                "Did a thought carry you off? That is normal. Just come back to your breath.",
            ),
            30,
        ),
        Step(define("exercise.breath_anchor.5", "Follow one whole breath, from its beginning to its end."), 30),
        Step(define("exercise.breath_anchor.6", "Feel the seat and the floor again. What do you notice now?"), 30),
    ),
)

GRAVITY: Final = Exercise(
    "gravity",
    define("exercise.gravity", "Gravity"),
    define("exercise.gravity.gist", "Let the chair and the floor carry your weight."),
    Shelf.BODY,
    (
        Step(define("exercise.gravity.1", "Put both feet on the floor. Feel how heavy they are."), 20),
        Step(define("exercise.gravity.2", "Let your thighs and your seat sink down. The chair carries you."), 25),
        Step(define("exercise.gravity.3", "Let your shoulders drop a little."), 20),
        Step(define("exercise.gravity.4", "Loosen your jaw. Let your tongue rest."), 20),
        Step(define("exercise.gravity.5", "Let your hands lie heavy, as if they were asleep."), 20),
        Step(define("exercise.gravity.6", "Stay heavy for one more breath. Then look around you."), 15),
    ),
    feelings=frozenset({Feeling.KEYED_UP}),
)

BELLY_BREATHING: Final = Exercise(
    "belly-breathing",
    define("exercise.belly_breathing", "Belly breathing"),
    define("exercise.belly_breathing.gist", "Breathe slowly and deep down, with a hand on your belly."),
    Shelf.BODY,
    (
        Step(define("exercise.belly_breathing.1", "Sit or lie down. Put one hand on your belly."), 30),
        Step(define("exercise.belly_breathing.2", "Breathe in through your nose, so that your hand rises."), 40),
        Step(define("exercise.belly_breathing.3", "Breathe out slowly, a little longer than you breathe in."), 50),
        Step(
            define(
                "exercise.belly_breathing.4",
                "Don't force it. If you get dizzy, stop the exercise and breathe as usual.",
            ),
            30,
        ),
        Step(define("exercise.belly_breathing.5", "Go on like this, at your own calm pace."), 60),
        Step(define("exercise.belly_breathing.6", "Let your breath find its own way again."), 30),
    ),
    feelings=frozenset({Feeling.KEYED_UP}),
    breathe=True,
)

BODY_SCAN: Final = Exercise(
    "body-scan",
    define("exercise.body_scan", "Body scan"),
    define("exercise.body_scan.gist", "Go through your body from your feet to your head, and just notice."),
    Shelf.BODY,
    (
        Step(define("exercise.body_scan.1", "Sit or lie down. Notice each place: is it tense or relaxed?"), 30),
        Step(define("exercise.body_scan.2", "Your feet. Is the left one like the right one?"), 40),
        Step(define("exercise.body_scan.3", "Your legs and knees. Warm or cool?"), 40),
        Step(define("exercise.body_scan.4", "Your bottom and your back. Where do they touch something?"), 50),
        Step(define("exercise.body_scan.5", "Your belly. How does it move as you breathe?"), 40),
        Step(define("exercise.body_scan.6", "Your hands and arms. Heavy or light?"), 40),
        Step(define("exercise.body_scan.7", "Your shoulders and neck. You don't have to change anything."), 50),
        Step(define("exercise.body_scan.8", "Your jaw, your eyes, your forehead."), 40),
        Step(define("exercise.body_scan.9", "Now your whole body at once. Then move a little."), 30),
    ),
)

SENSE_GROUNDING: Final = Exercise(
    "sense-grounding",
    define("exercise.sense_grounding", "Grounding"),
    define("exercise.sense_grounding.gist", "Use your eyes, ears and skin to come back to the here and now."),
    Shelf.BODY,
    (
        Step(define("exercise.sense_grounding.1", "Feel the floor under your feet. Press lightly against it."), 15),
        Step(define("exercise.sense_grounding.2", "Name three things that you see."), 20),
        Step(define("exercise.sense_grounding.3", "Name two things that you hear."), 20),
        Step(define("exercise.sense_grounding.4", "Name one thing that you feel on your skin."), 15),
        Step(define("exercise.sense_grounding.5", "Look as far away as you can, out of a window if there is one."), 20),
    ),
    feelings=frozenset({Feeling.FLAT}),
)

CALM_FIGURE: Final = Exercise(
    "calm-figure",
    define("exercise.calm_figure", "Calm figure"),
    define("exercise.calm_figure.gist", "Watch a picture that moves with your heart. There is no goal."),
    Shelf.BODY,
    (
        Step(define("exercise.calm_figure.1", "Sit down. With a strap, the figure follows your own heart.")),
        Step(define("exercise.calm_figure.2", "Open Breathe and watch the figure for three to ten minutes.")),
        Step(define("exercise.calm_figure.3", "Without a strap, follow the pace of the figure, or just look.")),
        Step(define("exercise.calm_figure.4", "Afterwards, ask yourself what you noticed.")),
    ),
    breathe=True,
)

BASIC_NEEDS: Final = Exercise(
    "basic-needs",
    define("exercise.basic_needs", "Basic needs and limits"),
    define("exercise.basic_needs.gist", "Look at sleep, food, breaks and movement, and choose one to protect."),
    Shelf.BODY,
    (
        Step(define("exercise.basic_needs.1", "Sleep: when did you last wake up rested?"), 20),
        Step(define("exercise.basic_needs.2", "Food and water: what have you had today?"), 20),
        Step(define("exercise.basic_needs.3", "Breaks: when did you last sit down with nothing to do?"), 20),
        Step(define("exercise.basic_needs.4", "Movement: have you been outside today?"), 20),
        Step(define("exercise.basic_needs.5", "Which of the four slips first when you are busy?"), 20),
        Step(define("exercise.basic_needs.6", "What could you say no to this week, to protect it?"), 40),
    ),
    feelings=frozenset({Feeling.FLAT}),
)
