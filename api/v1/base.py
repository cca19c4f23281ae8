"""The kinds of values that requests are made of, and what every order has in common."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from api import texts


class Order(BaseModel):
    """Something that is asked for; unknown fields are refused, because a misspelt wish would be silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _in_utc(moment: datetime) -> datetime:
    """Refuse the last hours of the calendar that have no moment in UTC."""
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise PydanticCustomError(
            texts.FIELD_BEYOND_CALENDAR.code, "no calendar has this moment in every time zone"
        ) from error


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Id = Annotated[str, StringConstraints(max_length=64)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^@\s]+@[^@\s]+$", max_length=320)]
Note = Annotated[str, Field(max_length=4000)]
