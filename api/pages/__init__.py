"""The pages: each module is one place that a person can go to, and exposes its `router`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.pages.account import erase, forget, profile
from api.pages.employee import (
    asking,
    breathe,
    check,
    diary,
    exercises,
    files,
    library,
    prompts,
    sharing,
    strap,
    talk,
    today,
    trends,
    welcome,
    writings,
)
from api.pages.everybody import call, offline
from api.pages.nurse import case, person, worklist
from api.pages.operator import service

if TYPE_CHECKING:
    from fastapi import APIRouter

_PAGES = (
    asking,
    today,
    welcome,
    check,
    breathe,
    diary,
    exercises,
    writings,
    library,
    trends,
    sharing,
    strap,
    files,
    erase,
    forget,
    prompts,
    talk,
    worklist,
    person,
    case,
    service,
    profile,
    call,
    offline,
)

routers: Final[tuple[APIRouter, ...]] = tuple(page.router for page in _PAGES)
