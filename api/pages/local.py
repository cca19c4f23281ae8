"""Here and now for whoever reads a page: the moment, on their own calendar, in their own language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from alerts.wording import Reader
from api.context import Context
from api.locale import translations
from api.moment import Now
from api.subject import CurrentVisitor


@dataclass(frozen=True, slots=True)
class Local:
    """A moment as one reader lives it."""

    now: datetime
    zone: ZoneInfo
    reader: Reader

    @property
    def today(self) -> date:
        """The reader's own calendar day."""
        return self.now.astimezone(self.zone).date()


def local_to(request: Request, visitor: CurrentVisitor, context: Context, now: Now) -> Local:
    """Here and now for the visitor."""
    language = context.pages.language_for(request)
    return Local(now, ZoneInfo(visitor.time_zone), Reader(language, translations(language).gettext))


HereAndNow = Annotated[Local, Depends(local_to)]
