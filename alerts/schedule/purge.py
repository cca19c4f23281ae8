"""What has been kept long enough is deleted, by the record's own table of times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.log import log, trouble
from store.retention import purge
from store.subjects import Engine

if TYPE_CHECKING:
    from datetime import datetime

    from store import Store


def keep_house(store: Store, *, now: datetime) -> int:
    """Delete what is older than its time; says how many rows. Doing it twice, here or elsewhere, is harmless."""
    try:
        with store.begin(Engine(), now=now) as record:
            n_rows = sum(purged.n_rows for purged in purge(record))
    except Exception as error:  # noqa: BLE001 - what could not be deleted today is deleted tomorrow; the clock goes on
        log.error("housekeeping_failed", **trouble(error))
        return 0
    if n_rows:
        log.info("kept_house", rows=n_rows)
    return n_rows
