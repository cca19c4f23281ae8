"""What the doors say: refusals, and what a page says back after something was done."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from messages import define, define_plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from messages import Text

# -- the built pages
BUNDLE_MISSING: Final = define(
    "api.bundle.missing", "The pages' scripts and styles were not built. Run `make setup` first."
)
BUNDLE_WITHOUT: Final = define(
    "api.bundle.without", "The built pages hold no %(name)s. Run `make setup` to build them again."
)

# -- refusals of any request
ABSENT: Final = define("api.absent", "There is nothing here. Check the address, or go back to the first page.")
BROKEN: Final = define(
    "api.broken",
    "Something went wrong on our side. Nothing that was saved is lost. Try again in a minute.",
)
BUSY: Final = define(
    "api.busy",
    "This cannot be saved right now. Keep what you have, and send it again in a few seconds.",
)
TOO_LARGE: Final = define("api.too_large", "That is too much at once. Send it in smaller parts.")
UNREADABLE: Final = define(
    "api.unreadable", "The request could not be read. Check that it is complete and well formed."
)
WRONG_METHOD: Final = define(
    "api.wrong_method",
    "This address does not take that kind of request. Look it up in the API description.",
)
OTHER_SITE: Final = define("api.other_site", "This request came from another site. Open Pulsro and try again.")
OTHER_HOST: Final = define(
    "api.other_host",
    "This server does not know that name. Its operator can add it to PULSRO_ALLOWED_HOSTS.",
)

TITLES: Final[Mapping[int, Text]] = MappingProxyType(
    {
        400: define("api.title.400", "Bad request"),
        401: define("api.title.401", "Sign-in needed"),
        403: define("api.title.403", "Forbidden"),
        404: define("api.title.404", "Not found"),
        405: define("api.title.405", "Method not allowed"),
        409: define("api.title.409", "Conflict"),
        410: define("api.title.410", "Gone"),
        413: define("api.title.413", "Content too large"),
        422: define("api.title.422", "Not valid"),
        429: define("api.title.429", "Too many requests"),
        500: define("api.title.500", "Server error"),
        503: define("api.title.503", "Not available now"),
    }
)
"""The title of a problem: the kind of refusal, by its status."""

# -- fields of a request
FIELD_MISSING: Final = define("field.missing", "'%(field)s' is missing. Add it and send the request again.")
FIELD_UNKNOWN: Final = define(
    "field.unknown", "'%(field)s' is not known here. Check how it is written, or leave it out."
)
FIELD_TOO_SHORT: Final = define("field.too_short", "'%(field)s' is too short: it needs at least %(least)s.")
FIELD_TOO_LONG: Final = define("field.too_long", "'%(field)s' is too long: it can have at most %(most)s.")
FIELD_AT_LEAST: Final = define("field.at_least", "'%(field)s' must be at least %(limit)s.")
FIELD_AT_MOST: Final = define("field.at_most", "'%(field)s' must be at most %(limit)s.")
FIELD_ABOVE: Final = define("field.above", "'%(field)s' must be more than %(limit)s.")
FIELD_BELOW: Final = define("field.below", "'%(field)s' must be less than %(limit)s.")
FIELD_NO_NUMBER: Final = define("field.no_number", "'%(field)s' must be a number.")
FIELD_NO_WHOLE_NUMBER: Final = define("field.no_whole_number", "'%(field)s' must be a whole number.")
FIELD_NO_TEXT: Final = define("field.no_text", "'%(field)s' must be text.")
FIELD_NO_LIST: Final = define("field.no_list", "'%(field)s' must be a list.")
FIELD_NO_CHOICE: Final = define("field.no_choice", "'%(field)s' must be one of: %(choices)s.")
FIELD_NO_YES_OR_NO: Final = define("field.no_yes_or_no", "'%(field)s' must be true or false.")
FIELD_NO_DAY: Final = define("field.no_day", "'%(field)s' must be a day, like 2026-03-31.")
FIELD_NO_MOMENT: Final = define(
    "field.no_moment", "'%(field)s' must be a date and time with its zone, like 2026-03-31T07:15:00+02:00."
)
FIELD_NO_ID: Final = define("field.no_id", "'%(field)s' must be a UUID.")
FIELD_NO_ZONE: Final = define("field.no_zone", "'%(field)s' must be a time zone by its name, like Europe/Copenhagen.")
FIELD_BEYOND_CALENDAR: Final = define(
    "field.beyond_calendar", "'%(field)s' must be a time that exists in every time zone."
)
FIELD_WRONG: Final = define("field.wrong", "'%(field)s' is not valid. Look it up in the API description.")
REQUEST_WRONG: Final = define("request.wrong", "The request is not valid. Look it up in the API description.")
REQUEST_NO_JSON: Final = define("request.no_json", "The request holds no valid JSON. Check how it is written.")

# -- settings of the operator
SETTING_NO_ADDRESS: Final = define(
    "setting.no_address",
    "%(field)s must be the whole address that people open, for example https://pulsro.example.org.",
)
SETTING_NO_LANGUAGE: Final = define("setting.no_language", "%(field)s must name at least one language, for example en.")
SETTING_NO_HELP_LINE: Final = define(
    "setting.no_help_line",
    "%(field)s must hold country, number and name of each line, for example DK 70 201 201 Livslinien.",
)
SETTING_COOKIES: Final = define(
    "setting.cookies", "PULSRO_SECURE_COOKIES needs a PULSRO_PUBLIC_URL that begins with https://."
)
SETTING_AND_MORE: Final = define("setting.and_more", "%(first)s\n%(more)s")

# -- signing in
SIGN_IN_FIRST: Final = define("sign_in.first", "Sign in first, then ask again.")
WRONG_PASSWORD: Final = define(
    "sign_in.wrong",
    "The email or the password is not right. Type both again, or ask your health service for a new link.",
)
STALE_LINK: Final = define(
    "sign_in.stale_link", "This link has been used already or is too old. Ask your health service for a new one."
)
TOO_MANY_TRIES: Final = define(
    "sign_in.too_many_tries",
    "There were too many tries in a short time. Wait a quarter of an hour, and then try again.",
)
SIGNED_OUT_WITH_BEATS: Final = define(
    "sign_in.out_with_beats",
    "You are signed out in this browser. Sign in again. Your heartbeats wait on this computer until then.",
)
SOMEBODY_ELSE: Final = define(
    "sign_in.somebody_else",
    "Somebody else has signed in with this browser since you opened this page. Sign in as yourself "
    "again. Your heartbeats wait on this computer until then.",
)
SIGNED_OUT_LIVE: Final = define("sign_in.out_live", "You are signed out. Sign in again to see your heartbeats.")

# -- devices
BROWSER_REMOVED: Final = define(
    "device.browser_removed",
    "This browser was removed from your devices. Connect the strap again to let it add heartbeats.",
)
UNKNOWN_DEVICE: Final = define(
    "device.unknown", "This device is not connected any more. Pair it again and use the new token."
)
NO_SUCH_CODE: Final = define(
    "device.no_such_code",
    "This code is wrong, used already, or more than ten minutes old. Make a new one on your own page, under Sharing.",
)
TOO_MANY_CODES: Final = define(
    "device.too_many_codes",
    "There were too many tries in a short time. Wait a quarter of an hour, and then try again with a new code.",
)

# -- blocks of beats
BLOCK_EMPTY: Final = define("block.empty", "The block holds no beats; leave empty blocks out.")
BLOCK_UNEQUAL: Final = define(
    "block.unequal",
    "The four lists of the block differ in length; send one time, interval, segment and flag for each beat.",
)
BLOCK_INTERVAL: Final = define(
    "block.interval",
    "The block holds an interval of 0 or the longest a strap can say; wet the pads and leave such beats out.",
)
BLOCK_UNIT: Final = define(
    "block.unit", "The intervals of the block look like seconds or another unit; send them in milliseconds."
)
BLOCK_ORDER: Final = define(
    "block.order", "The beats of the block are not in order of time; sort them and send the block again."
)
BLOCK_SEGMENTS: Final = define(
    "block.segments", "The segments of the block go backwards; number them upwards and send the block again."
)
BLOCK_TOO_LONG: Final = define(
    "block.too_long", "The block reaches over more than twenty minutes; begin a new one where beats are missing."
)
BLOCK_AHEAD: Final = define(
    "block.ahead", "The block lies in the future; set the clock of the sending computer and send it again."
)
BLOCK_TOO_OLD: Final = define(
    "block.too_old",
    "The block is older than is kept; check the clock of the sending computer, or send it as an import.",
)
CLOCK_BEHIND: Final = define(
    "clock.behind",
    "The clock of the sending computer is %(span)s slow. Set the time automatically there. The "
    "heartbeats are kept and sent when the clock is right.",
)
CLOCK_AHEAD: Final = define(
    "clock.ahead",
    "The clock of the sending computer is %(span)s fast. Set the time automatically there. The "
    "heartbeats are kept and sent when the clock is right.",
)

# -- accounts
UNKNOWN_ZONE: Final = define(
    "account.unknown_zone", "We do not know that time zone. Write its name, for example Europe/Copenhagen."
)
UNKNOWN_LANGUAGE: Final = define(
    "account.unknown_language", "The pages do not come in that language. Choose one from the list."
)
NOT_YOURSELF: Final = define(
    "account.not_yourself", "You cannot close your own account. Ask another operator to do it."
)
PASSWORD_TOO_SHORT: Final = define(
    "password.too_short",
    "Choose a password of at least %(least)s characters. A few words in a row are easy to remember.",
)
PASSWORD_TOO_LONG: Final = define("password.too_long", "Choose a password of at most %(most)s characters.")
PASSWORDS_DIFFER: Final = define("password.differ", "The two passwords are different. Type the same one twice.")
PASSWORD_SAVED: Final = define("password.saved", "Your password is saved. You were signed out everywhere else.")
NOT_YOUR_PASSWORD: Final = define(
    "password.not_yours", "That is not your current password. Nothing was changed. Type it again."
)
PASSWORD_TOO_MANY_TRIES: Final = define(
    "password.too_many_tries",
    "There were too many tries in a short time. Nothing was changed. Wait a quarter of an hour.",
)
TO_BE_TYPED: Final = define("erase.to_be_typed", "erase everything")
NOT_TYPED: Final = define(
    "erase.not_typed", "Type the two words exactly as they are written. Then everything is erased."
)
ERASE_WRONG_PASSWORD: Final = define(
    "erase.wrong_password", "That is not your password. Nothing was erased. Type it again."
)
ERASE_TOO_MANY_TRIES: Final = define(
    "erase.too_many_tries",
    "There were too many tries in a short time. Nothing was erased. Wait a quarter of an hour.",
)

# -- pages of an employee
CHOOSE_RATING: Final = define("today.choose", "Choose one of the words, and then save.")
KEPT_IN_DIARY: Final = define("breathe.kept", "Saved in your diary for today.")
BREATHING_FORGOTTEN: Final = define("breathing.forgotten", "The session was removed.")
BREATHING_MINUTES: Final = define_plural("breathing.minutes", "%(n)s minute", "%(n)s minutes")
BREATHING_UNDER_A_MINUTE: Final = define("breathing.under_a_minute", "less than a minute")
BREATHING_OWN_PACE: Final = define("breathing.own_pace", "at your own pace")
BREATHING_PACE: Final = define("breathing.pace", "%(pace)s breaths a minute")
BREATHING_PACES: Final = define("breathing.paces", "%(low)s to %(high)s breaths a minute")
BREATHING_PAUSED: Final = define_plural("breathing.paused", "Paused for %(n)s second.", "Paused for %(n)s seconds.")
BREATHING_HIDDEN: Final = define_plural(
    "breathing.hidden",
    "The page was in the background for %(n)s second.",
    "The page was in the background for %(n)s seconds.",
)
BREATHING_ASLEEP: Final = define_plural(
    "breathing.asleep",
    "The phone or computer slept for %(n)s second.",
    "The phone or computer slept for %(n)s seconds.",
)
BREATHING_LINK_LOST: Final = define_plural(
    "breathing.link_lost",
    "The connection was away for %(n)s second.",
    "The connection was away for %(n)s seconds.",
)
BREATHING_NEXT_SEAT: Final = define("breathing.next.seat", "Stay seated for a moment before you stand up.")
BREATHING_NEXT_WINDOW: Final = define("breathing.next.window", "Look out of a window for a minute, as far as you can.")
BREATHING_NEXT_WATER: Final = define("breathing.next.water", "Get yourself a glass of water.")
BREATHING_STRAP_OFF: Final = define_plural(
    "breathing.strap_off",
    "No beats arrived for %(n)s second.",
    "No beats arrived for %(n)s seconds.",
)
SAVED: Final = define("api.saved", "Saved.")
PIECE_SHOWN: Final = define("writings.shown", "The nurse can see it now. You can stop that whenever you like.")
CHOOSE_SHARE_DAY: Final = define(
    "talk.choose_day", "Choose a last day for showing your trend, or choose not to show it."
)
CHOOSE_NURSE: Final = define("talk.choose", "Choose who to talk with and what the nurse may see, and then send.")
SHARE_STOPPED: Final = define("sharing.stopped", "Stopped. From now on nobody else can see it.")
MEASURING: Final = define(
    "sharing.measuring",
    "Thank you. Heartbeats from your strap are now saved, and your values are worked out from them.",
)
DEVICE_REMOVED: Final = define("sharing.removed", "The device is removed. It cannot send anything more.")
WISHES_SAVED: Final = define("asking.saved", "Saved. It applies from now on, also to questions that are waiting.")
CHOOSE_HOURS: Final = define("asking.hours", "Give the quiet hours as times, such as 20:00 and 07:00.")
LEAVE_A_DAY: Final = define("asking.leave_a_day", "Leave at least one day of the week when you can be asked.")
NOT_A_QUIET_DAY: Final = define(
    "asking.not_a_quiet_day", "Choose a day for your week in short that is not a quiet day."
)
FIRST_DAY: Final = define("asking.first_day", "Choose the first day you are away, or leave both days empty.")
LAST_AFTER_FIRST: Final = define("asking.last_after_first", "Choose a last day away that is not before the first.")
CHOOSE_FROM_LISTS: Final = define(
    "asking.lists", "Choose the time zone and the country from the lists, and then save again."
)
NO_FILE: Final = define("files.none", "Choose a file first, and then import it.")
TOO_MANY_FILES: Final = define("files.too_many", "That is more than %(most)s files. Import fewer at a time.")
NO_ZONE: Final = define(
    "files.no_zone", "That is not a time zone. Write it like Europe/Copenhagen, or leave it as it was."
)
NO_MOMENT: Final = define("files.no_moment", "Give the start as a date and a time, like 2026-03-31 07:15.")
NO_SAMPLES: Final = define("files.no_samples", "Samples a second must be a number above 0, like 128.")

# -- pages of a nurse
CHOOSE_FROM_LIST: Final = define(
    "plan.choose_from_list", "One of the choices is not in the list. Reload the page and choose again."
)
