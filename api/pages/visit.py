"""A visit to a page: who came, when it is on their own calendar, in which language they read, the record at hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Generic, TypeVar
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from alerts.calendar import local_day
from api.auth.subject import CurrentEmployee, CurrentNurse, CurrentOperator, CurrentVisitor
from api.context import AppContext, Context
from api.moment import Now
from api.problems import absent
from api.readers import reader_of
from api.rendering import render
from messages import Message, Reader
from store.subjects import Employee, Nurse, Operator

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from api.visitor import Visitor
    from store import Record, Store

Kind = TypeVar("Kind", bound=Employee | Nurse | Operator)


@dataclass(frozen=True, slots=True)
class Visit(Generic[Kind]):
    """Somebody at one of the pages; `subject` is as whom they ask the record."""

    request: Request
    subject: Kind
    context: AppContext
    now: datetime
    zone: ZoneInfo
    reader: Reader

    @property
    def today(self) -> date:
        """The visitor's own calendar day."""
        return local_day(self.now, zone=self.zone)

    @property
    def store(self) -> Store:
        """The record, for what changes it step by step."""
        return self.context.store

    def reading(self) -> AbstractContextManager[Record]:
        """A transaction in which the visitor looks."""
        return self.store.reading(self.subject, now=self.now)

    def changing(self) -> AbstractContextManager[Record]:
        """A transaction in which the visitor changes something."""
        return self.store.begin(self.subject, now=self.now)

    def page(self, template: str, *, refused: Message | None = None, **values: object) -> HTMLResponse:
        """The filled page; with what to do in `refused` when something could not be done."""
        status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
        return render(self.request, template, status=status, refused=refused, **values)


def see(path: str) -> RedirectResponse:
    """After a change: look at the page that shows it, so that loading it again changes nothing more."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)


def employees_visit(
    request: Request, employee: CurrentEmployee, *, visitor: CurrentVisitor, context: Context, now: Now
) -> Visit[Employee]:
    """An employee, at a page about their own things."""
    return _visit(request, employee, visitor, context=context, now=now)


def nurses_visit(
    request: Request, nurse: CurrentNurse, *, visitor: CurrentVisitor, context: Context, now: Now
) -> Visit[Nurse]:
    """A nurse, at a page about what was shared."""
    return _visit(request, nurse, visitor, context=context, now=now)


def operators_visit(
    request: Request, operator: CurrentOperator, *, visitor: CurrentVisitor, context: Context, now: Now
) -> Visit[Operator]:
    """An operator, at a page about the service."""
    return _visit(request, operator, visitor, context=context, now=now)


def partys_visit(
    request: Request, visitor: CurrentVisitor, context: Context, now: Now
) -> Visit[Employee] | Visit[Nurse]:
    """Either party of a conversation, at its page."""
    match visitor.subject:
        case Employee() as employee:
            return _visit(request, employee, visitor, context=context, now=now)
        case Nurse() as nurse:
            return _visit(request, nurse, visitor, context=context, now=now)
        case Operator():
            raise absent()


EmployeesVisit = Annotated[Visit[Employee], Depends(employees_visit)]
NursesVisit = Annotated[Visit[Nurse], Depends(nurses_visit)]
OperatorsVisit = Annotated[Visit[Operator], Depends(operators_visit)]
PartysVisit = Annotated[Visit[Employee] | Visit[Nurse], Depends(partys_visit)]


def _visit(request: Request, subject: Kind, visitor: Visitor, *, context: AppContext, now: datetime) -> Visit[Kind]:
    return Visit(request, subject, context, now, ZoneInfo(visitor.time_zone), reader_of(request))
