"""The words for what the other rooms name by an enum, marked for translation; the templates translate them."""

from __future__ import annotations

import math
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alerts.actions.catalogue import Evidence
from alerts.actions.logik import Level
from hrv import Quality, Reason, RuledOut
from hrv.sources.source import FILE, PROGRAM, STRAP, Source
from messages import define
from messages.message import N_
from sensors.recordings.registry import formats
from store.models import AnswerKind, CaseState, PlanLevel, PlanStatus, RecordingKind
from store.subjects import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hrv import SourceChange
    from messages import Message, Text

LEVELS: Final[Mapping[Level, str]] = MappingProxyType(
    {
        Level.LEADER: N_("With your leader"),
        Level.ORGANISATION: N_("At the workplace"),
        Level.GROUP: N_("With colleagues"),
        Level.INDIVIDUAL: N_("On your own"),
        Level.PROFESSIONAL: N_("With a professional"),
    }
)
"""Where a change is made, said to the person."""

PLAN_LEVELS: Final[Mapping[PlanLevel, str]] = MappingProxyType(
    {
        PlanLevel.LEADER: N_("How work is led"),
        PlanLevel.ORGANISATION: N_("How work is organised"),
        PlanLevel.GROUP: N_("Among colleagues"),
        PlanLevel.INDIVIDUAL: N_("Only the person"),
    }
)
"""Where a change is made, said in a plan that two people share."""

EVIDENCE: Final[Mapping[Evidence, str]] = MappingProxyType(
    {
        Evidence.STRONG: N_("several good reviews agree"),
        Evidence.SOME: N_("some studies suggest it"),
        Evidence.GUIDELINE: "",  # the list says it once for all of them
        Evidence.EXPERIENCE: N_("professionals have good experience with it"),
        Evidence.ASSERTED: N_("an idea that nobody has tested"),
    }
)

CASE_STATES: Final[Mapping[CaseState, str]] = MappingProxyType(
    {
        CaseState.REQUESTED: N_("Asked to talk"),
        CaseState.SHARED: N_("Asked to talk, and shared"),
        CaseState.MET: N_("Met"),
        CaseState.PLANNED: N_("Plan agreed"),
        CaseState.FOLLOWED_UP: N_("Followed up"),
        CaseState.STEPPING_DOWN: N_("Lighter contact"),
        CaseState.CLOSED: N_("Ended"),
        CaseState.WITHDRAWN: N_("Withdrawn"),
    }
)

PLAN_STATUS: Final[Mapping[PlanStatus, str]] = MappingProxyType(
    {PlanStatus.OPEN: N_("being tried"), PlanStatus.DONE: N_("done"), PlanStatus.DROPPED: N_("dropped")}
)

ANSWERS: Final[Mapping[AnswerKind, str]] = MappingProxyType(
    {
        AnswerKind.ACTION: N_("You chose something to do."),
        AnswerKind.JUST_BUSY: N_("You answered: just busy."),
        AnswerKind.TALK: N_("You asked to talk to someone."),
        AnswerKind.NOT_NOW: N_("You read it. That was enough for now."),
    }
)

RECORDING_KINDS: Final[Mapping[RecordingKind, str]] = MappingProxyType(
    {
        RecordingKind.CHECK: N_("Check"),
        RecordingKind.BREATHING: N_("Breathing"),
        RecordingKind.WORKDAY: N_("Workday"),
        RecordingKind.IMPORT: N_("Imported file"),
    }
)

QUALITY: Final[Mapping[Quality, str]] = MappingProxyType(
    {
        Quality.GOOD: N_("good"),
        Quality.FAIR: N_("fair"),
        Quality.POOR: N_("poor"),
        Quality.REJECTED: N_("not usable"),
    }
)

ROLES: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.EMPLOYEE: N_("Employee"),
        Role.NURSE: N_("Occupational health nurse"),
        Role.OPERATOR: N_("Operator"),
    }
)

REASONS_OF_OTHERS: Final[Mapping[Reason, Text]] = MappingProxyType(
    {
        Reason.WITHIN: define("light.theirs.within", "Heart-rate variability is where it usually is."),
        Reason.BELOW: define(
            "light.theirs.below", "Heart-rate variability has been lower than usual for some days in a row."
        ),
        Reason.CLEARLY_BELOW: define(
            "light.theirs.clearly_below", "Heart-rate variability has been clearly lower than usual for some time."
        ),
        Reason.RECOVERED: define(
            "light.theirs.recovered", "Heart-rate variability has been back where it usually is for some days."
        ),
        Reason.MOVED: define(
            "light.theirs.moved",
            "Heart-rate variability has stayed at a new level for twelve weeks; that is now the usual range.",
        ),
        Reason.NEW_RANGE: define(
            "light.theirs.new_range", "A new usual range is being found. It needs five good days."
        ),
        Reason.NEW_SOURCE: define(
            "light.theirs.new_source", "Readings come from another device or app now, so a new usual range began."
        ),
        Reason.TOO_FEW: define("light.theirs.too_few", "There are not enough good days yet to know the usual range."),
        Reason.NOTHING_NEW: define("light.theirs.nothing_new", "There has been no good value for over a week."),
        Reason.SAME_VALUES: define("light.theirs.same_values", "The same value came many times in a row."),
        Reason.RHYTHM: define("light.theirs.rhythm", "The rhythm could not be read clearly."),
    }
)
"""Why a light is what it is, said to a nurse; `hrv.texts` says it to the person whose light it is."""

RULED_OUT_OF_OTHERS: Final[Mapping[RuledOut, Text]] = MappingProxyType(
    {
        RuledOut.DATA_QUALITY: define("light.theirs.data_quality", "Only well-measured days were counted."),
        RuledOut.RHYTHM: define("light.theirs.regular", "The rhythm was regular on the days that count."),
        RuledOut.OTHER_KINDS: define("light.theirs.other_kinds", "Only measurements of one kind were compared."),
        RuledOut.MISSING_DAYS: define(
            "light.theirs.missing_days", "Missing days were left out. They count for nothing."
        ),
        RuledOut.TAGS: define("light.theirs.tags", "Nothing was noted about these days that explains it."),
    }
)

NEW_SOURCE_TOLD_FOR: Final = timedelta(days=28)
"""So long a light says that another source took over; the trend says it as long as it shows that day."""

SOURCE_NAMES: Final[Mapping[Source, Text]] = {
    STRAP: define("source.strap", "chest strap"),
    FILE: define("source.file", "a file"),
    PROGRAM: define("source.program", "another program"),
}
SOURCE_PART: Final = define("source.part", "%(part)s in %(product)s")
"""Translators: the name of a device or app, and of the program whose file holds its values."""
SOURCE_WAITS: Final = define(
    "source.waits",
    "A new device or app began on %(since)s: %(source)s. Its days are not compared with earlier ones; after five of "
    "them a new usual range begins.",
)
SOURCE_WITH_NEW_RANGE: Final = define(
    "source.new_range", "A new device or app began on %(since)s: %(source)s. The usual range starts anew."
)
SOURCE_WITH_OFFSET: Final = define(
    "source.moved",
    "A new device or app began on %(since)s: %(source)s. On %(n)s days with both, its RMSSD was %(times)s times that "
    "of the one before (90%% sure: %(low)s to %(high)s). The usual range was moved by that.",
)


def source_name(source: Source) -> str | Message:
    """What a person calls it: the name of a format that is read, or else its code."""
    product, _, part = source.partition("/")
    labels = {each.source: each.label for each in reversed(formats())}
    text = SOURCE_NAMES.get(source) or labels.get(Source(product))
    if text is None:
        return source
    return SOURCE_PART(product=text(), part=part) if part else text()


def source_change(change: SourceChange) -> Message:
    """That another source took over or begins to, and what becomes of the usual range."""
    name, offset = source_name(change.after), change.offset
    if change.settled_on is None:
        return SOURCE_WAITS(since=change.since, source=name)
    if offset is None:
        return SOURCE_WITH_NEW_RANGE(since=change.since, source=name)
    times, low, high = (round(math.exp(ln), 2) for ln in (offset.ln, offset.ln_lo, offset.ln_hi))
    return SOURCE_WITH_OFFSET(since=change.since, source=name, n=offset.n_days, times=times, low=low, high=high)
