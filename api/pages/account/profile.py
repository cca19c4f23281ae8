"""A part of *Account*: age band and sex, for whoever likes the first guess of their usual range to lie nearer."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.pages.visit import EmployeesVisit, see
from hrv import AgeBand, Sex
from store.models import Profile

router = APIRouter(prefix="/account/profile", include_in_schema=False)

NotSaid = Literal[""]


@router.post("")
def say(
    visit: EmployeesVisit,
    *,
    age_band: Annotated[AgeBand | NotSaid, Form()] = "",
    sex: Annotated[Sex | NotSaid, Form()] = "",
) -> Response:
    """Keep what the person says of themselves; "rather not say" to both leaves nothing behind."""
    with visit.changing() as record:
        record.profiles.set(visit.subject.person_id, Profile(age_band or None, sex or None))
    return see("/account?saved=profile#profile")
