"""Tools for two: a step to try, a request to a colleague, and what helps somebody to whom something happened."""

from __future__ import annotations

from typing import Final

from alerts.exercises.exercise import Blank, BlankKind, Exercise, Shelf, Step
from messages import define

PLAN_STEP: Final = Exercise(
    "plan-step",
    define("exercise.plan_step", "One step I will try"),
    define("exercise.plan_step.gist", "Write down one step, and when you will look at it again."),
    Shelf.CARD,
    (
        Step(define("exercise.plan_step.1", "Choose one thing that would change your work a little.")),
        Step(define("exercise.plan_step.2", "Ask yourself: how does it help me do my job well?")),
        Step(define("exercise.plan_step.3", "Who needs to know, or to help? Who takes over what?")),
    ),
    (
        Blank("what", define("exercise.plan_step.what", "What changes")),
        Blank("until", define("exercise.plan_step.until", "From when, and until when"), BlankKind.LINE),
        Blank("who", define("exercise.plan_step.who", "Who helps, and who takes over what"), BlankKind.LINE),
        Blank("core", define("exercise.plan_step.core", "How it helps the work itself"), BlankKind.LINE),
        Blank("look_again", define("exercise.plan_step.look_again", "The day we look at it again"), BlankKind.LINE),
    ),
)

COLLEAGUE_REQUEST: Final = Exercise(
    "colleague-request",
    define("exercise.request", "A request to a colleague"),
    define("exercise.request.gist", "Ask one person for one small thing, in your own words."),
    Shelf.CARD,
    (
        Step(define("exercise.request.1", "Choose somebody you trust.")),
        Step(define("exercise.request.2", "Ask for something small: a second look, a call, lunch together.")),
        Step(
            define("exercise.request.3", "You don't have to say why. Nothing is sent: you show it or say it yourself.")
        ),
    ),
    (
        Blank("who", define("exercise.request.who", "Who I will ask"), BlankKind.LINE),
        Blank("what", define("exercise.request.what", "What I ask for")),
        Blank("when", define("exercise.request.when", "When"), BlankKind.LINE),
        Blank(
            "not_needed", define("exercise.request.not_needed", "What my colleague does not have to do"), BlankKind.LINE
        ),
    ),
)

FIRST_AID: Final = Exercise(
    "first-aid-card",
    define("exercise.first_aid", "When something bad happened to a colleague"),
    define("exercise.first_aid.gist", "How you can help in the first hours and days."),
    Shelf.CARD,
    (
        Step(define("exercise.first_aid.1", "Make sure that you are both safe. Call for help if you are not.")),
        Step(define("exercise.first_aid.2", "Stay near. Offer water, a coat, a quiet place to sit.")),
        Step(
            define(
                "exercise.first_aid.3",
                "Don't ask what happened: retelling it can be hard. Listen if the person wants to talk.",
            )
        ),
        Step(define("exercise.first_aid.4", "Ask what is needed now: a call home, someone to take over, a lift?")),
        Step(define("exercise.first_aid.5", "Make sure that nobody has to go home alone.")),
        Step(define("exercise.first_aid.6", "Agree when you will ask again: tomorrow, and after a week.")),
        Step(define("exercise.first_aid.7", "Say where to get help, and that it is normal to react like this.")),
        Step(define("exercise.first_aid.8", "Tell your leader or safety representative, so that it can be prevented.")),
        Step(define("exercise.first_aid.9", "Helping takes strength too. Who can you talk to?")),
    ),
)
