"""The pages: each module is one place that a person can go to, and exposes its `router`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.pages import (
    asking,
    breathe,
    case,
    check,
    diary,
    erase,
    files,
    operator,
    person,
    profile,
    prompts,
    sharing,
    strap,
    talk,
    today,
    trends,
    worklist,
)

if TYPE_CHECKING:
    from fastapi import APIRouter

_PAGES = (
    asking,
    today,
    check,
    breathe,
    diary,
    trends,
    sharing,
    strap,
    files,
    erase,
    prompts,
    talk,
    worklist,
    person,
    case,
    operator,
    profile,
)

routers: Final[tuple[APIRouter, ...]] = tuple(page.router for page in _PAGES)
