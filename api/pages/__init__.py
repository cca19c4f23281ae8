"""The pages: each module is one place that a person can go to, and exposes its `router`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.pages import breathe, check, operator, person, prompts, sharing, talk, today, trends, worklist

if TYPE_CHECKING:
    from fastapi import APIRouter

_PLACES: Final = (today, check, breathe, trends, sharing, prompts, talk, worklist, person, operator)
routers: Final[tuple[APIRouter, ...]] = tuple(place.router for place in _PLACES)
