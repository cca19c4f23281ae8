"""What people are told when something cannot be done, or has no value: each sentence says what to do next."""

from __future__ import annotations

from typing import Final

from messages import define

# -- notes about days
DAY_TOO_FAR: Final = define(
    "notes.day_too_far",
    "Choose a day of the last two months, up to today.",
)
AGREE_TO_KEEPING: Final = define(
    "notes.agree_first",
    "Nothing is saved until you say yes to measuring and saving. You can do that under Sharing.",
)

# -- what is written in exercises
TOO_LONG_TO_KEEP: Final = define("exercises.too_long", "That is longer than fits here. Shorten it a little.")
ZERO_TO_TEN: Final = define("exercises.zero_to_ten", "Use a whole number from 0 to 10, or leave it empty.")
TALK_FIRST: Final = define(
    "exercises.talk_first", "You can show it to the nurse you talk with. Ask for a conversation first."
)

# -- things one can do
SEE_SOMEONE: Final = define(
    "actions.see_someone",
    "Your heart rhythm could not be read clearly, so there is no light. There are many harmless "
    "reasons, such as a loose strap. If it keeps happening, see a nurse or doctor. Do it today if you "
    "feel dizzy or short of breath.",
)
MAY_BE_NOTHING: Final = define(
    "actions.may_be_nothing",
    "This may be nothing. Many things affect heart-rate variability, at work and outside it. You know "
    "best what has been going on.",
)
UNKNOWN_ACTION: Final = define(
    "actions.unknown",
    "One of the chosen actions is not in the list. Reload the page and choose again.",
)

# -- prompts
BUSY_AGAIN: Final = define(
    "prompt.busy_again",
    "You have said this a few times in the last months. Being busy usually passes when the task is "
    "done. If it doesn't, it is worth talking about with your leader, a colleague or the nurse.",
)
SNOOZE_AHEAD: Final = define(
    "prompt.snooze_ahead",
    "Choose a time in the next thirty days.",
)
CHOOSE_NURSE: Final = define(
    "prompt.choose_nurse",
    "Choose the nurse you would like to talk to, and send your request from there.",
)
CHOOSE_ACTION: Final = define(
    "prompt.choose_action",
    "Choose at least one thing you would like to try.",
)
UNKNOWN_TAG: Final = define(
    "prompt.unknown_tag",
    "One of the explanations is not in the list. Reload the page and choose again.",
)

# -- sharing and conversations
SHARE_UNTIL: Final = define(
    "sharing.until",
    "Choose a last day for sharing within the next year.",
)
OTHER_NURSE: Final = define(
    "case.other_nurse",
    "You already have a conversation with another nurse. End that one first, and then ask again.",
)
CASE_CHANGED: Final = define(
    "case.changed",
    "This conversation changed a moment ago. Reload the page, look at it, and try again.",
)
CONTACT_DAY: Final = define(
    "case.contact_day",
    "Choose a day after today and within the next six months.",
)
CASE_OVER: Final = define(
    "case.over",
    "This conversation has ended. A new one can be asked for at any time.",
)
ONLY_NURSE: Final = define(
    "case.only_nurse",
    "Only the nurse can record this step. You can share, stop sharing or end the conversation.",
)
ONLY_PERSON: Final = define(
    "case.only_person",
    "Only the person can do this. Ask them when you talk.",
)
MET_ALREADY: Final = define(
    "case.met_already",
    "You have met already. Agree on the next contact when you talk.",
)
MEET_FIRST: Final = define(
    "case.meet_first",
    "Meet and talk first; then write the plan together.",
)
PLAN_FIRST: Final = define(
    "case.plan_first",
    "There is nothing planned to follow up yet. Write the plan first.",
)
FOLLOW_UP_FIRST: Final = define(
    "case.follow_up_first",
    "Follow up on the plan first; then contact can become lighter.",
)
STEP_DOWN_FIRST: Final = define(
    "case.step_down_first",
    "Follow up and make contact lighter first, so that support does not end from one day to the next.",
)

# -- plans
SAY_PROBLEM: Final = define(
    "plan.say_problem",
    "Say what is difficult, when it happens, and which part of work it belongs to, in a sentence or two.",
)
NO_ITEM: Final = define(
    "plan.no_item",
    "Write at least one thing to try, and a day to look at it again.",
)
TOO_MANY_ITEMS: Final = define(
    "plan.too_many_items",
    "Choose at most three things to try. The others can wait for the next plan.",
)
EMPTY_ITEM: Final = define(
    "plan.empty_item",
    "Write what will be tried in each item, or remove the empty one.",
)
REVIEW_AHEAD: Final = define(
    "plan.review_ahead",
    "Choose a review day after today for each item.",
)
REVIEW_SOON: Final = define(
    "plan.review_soon",
    "Choose a review day within the next six months for each item.",
)
REACH: Final = define(
    "plan.reach",
    "Add something that changes around the person (leader, organisation or colleagues). Or write why "
    "nothing there can change now.",
)

# -- recordings
UNHEARD: Final = define(
    "recording.unheard",
    "Your strap is not connected. Put it on, wet the electrodes, wait until heartbeats arrive, and begin again.",
)
STRAP_CLOCK_AHEAD: Final = define(
    "recording.clock_ahead",
    "The clock of the computer connected to your strap is fast. Set it, wait a few minutes and begin again.",
)
STORING_NOT_AGREED: Final = define(
    "recording.not_agreed",
    "Your heartbeats are not being saved. Say yes to that under Sharing first, and then begin again.",
)
NO_BEATS_THERE: Final = define("export.no_beats", "There are no heartbeats on these days. Choose other days.")
WRONG_DAYS: Final = define("export.wrong_days", "The last day is before the first. Choose the days again.")
TOO_SHORT: Final = define(
    "recording.too_short",
    "This check was too short to give a value. Sit still for one minute to settle, and for two more while we measure.",
)
TOO_PATCHY: Final = define(
    "recording.too_patchy",
    "Too many heartbeats were missing, so there is no value. Wet the electrodes, tighten the strap a "
    "little and try again.",
)
NO_OWN_VARIABILITY: Final = define(
    "recording.no_own_variability",
    "The time between your heartbeats hardly varied. That happens with a pacemaker, and with devices "
    "that smooth the signal. Then there is no value to show. You did nothing wrong.",
)
GIVEN_UP: Final = define(
    "recording.given_up",
    "This recording could not be worked out after several tries, so it gives no value. Its heartbeats "
    "are saved. Start a new recording. If it happens again, tell the people who run this service.",
)

# -- files
TOO_MANY_BEATS: Final = define(
    "import.too_many_beats",
    "There are more than a million heartbeats in this file. Split it by weeks, and then import the parts.",
)
NOT_AGREED: Final = define(
    "import.not_agreed",
    "Nothing was imported, because you have not said yes to saving heartbeats. Say yes under Sharing, "
    "and then import again.",
)
NO_DATE: Final = define(
    "import.no_date",
    "This file does not say when it was recorded. Give the date and time at which it began, then import again.",
)
AHEAD: Final = define(
    "import.ahead",
    "This recording is in the future. Check the time zone, and the clock of the device that recorded it.",
)
TOO_OLD: Final = define(
    "import.too_old",
    "This recording says it is from before 1990. Check the clock of the device that recorded it.",
)
