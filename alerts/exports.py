"""What a person takes along: their beats of some days as one file, and a copy of everything."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alerts import texts
from alerts.calendar import account_of, span_of, zone_of
from alerts.refusals import Refused
from sensors.recordings.text.own_forms import Form, written
from store.export import everything_of
from store.models import AuditKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from store import Store
    from store.export import Everything
    from store.subjects import Employee

ENDINGS: Final[Mapping[Form, str]] = MappingProxyType({Form.CSV: "csv", Form.PLAIN: "txt", Form.KUBIOS: "kubios.txt"})
MEDIA_TYPES: Final[Mapping[Form, str]] = MappingProxyType(
    {Form.CSV: "text/csv", Form.PLAIN: "text/plain", Form.KUBIOS: "text/plain"}
)


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file to save."""

    name: str
    media_type: str
    content: str | bytes


def beats_of_days(
    store: Store, *, person: Employee, since: date, until: date, form: Form, now: datetime
) -> ExportedFile:
    """Every beat of the person's own days `since` to `until` as it was stored, with its gaps.

    Raises `Refused` when the days are the wrong way round or hold no beats.
    """
    if until < since:
        raise Refused(texts.WRONG_DAYS())
    with store.begin(person, now=now) as record:
        zone = zone_of(account_of(record, person.person_id))
        try:
            start, end = span_of(since, zone=zone)[0], span_of(until, zone=zone)[1]
        except OverflowError as beyond_the_calendar:
            raise Refused(texts.NO_BEATS_THERE()) from beyond_the_calendar
        series = record.beats.read(person.person_id, start=start, end=end)
        record.audit.record(AuditKind.EXPORTED, person_id=person.person_id, detail=f"beats={len(series)}")
    if not len(series):
        raise Refused(texts.NO_BEATS_THERE())
    return ExportedFile(f"pulsro-{since}-{until}.{ENDINGS[form]}", MEDIA_TYPES[form], written(series, form))


def copy_of_everything(store: Store, *, person: Employee, now: datetime) -> Everything:
    """All that is kept about the person; the audit says that it was taken along."""
    with store.begin(person, now=now) as record:
        return everything_of(record, person.person_id)
