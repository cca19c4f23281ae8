"""*Erase everything*: what it means, one more proof that it is really meant, and the receipt."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from api import texts
from api.auth.sessions import EVERYTHING
from api.credentials.rate_limits import PASSWORD_COST
from api.pages.visit import EmployeesVisit, Visit
from messages import Message, sentence
from store.erase import erase_person
from store.subjects import Employee

router = APIRouter(prefix="/sharing/erase", include_in_schema=False, default_response_class=HTMLResponse)


@router.get("")
def erase_page(visit: EmployeesVisit) -> HTMLResponse:
    """What erasing means."""
    return _page(visit)


@router.post("")
def erase(visit: EmployeesVisit, proof: Annotated[str, Form(max_length=1000)] = "") -> Response:
    """Erase everything of the person, sign them out everywhere, and give a receipt."""
    refused = _why_not(visit, proof)
    if refused:
        return _page(visit, refused=refused)
    with visit.changing() as record:
        erase_person(record, visit.subject.person_id)
    return _receipt(visit)


def _why_not(visit: Visit[Employee], proof: str) -> Message | None:
    """Why the proof does not count; None when it does. Without a password the typed words are the proof."""
    with visit.reading() as record:
        password_hash = record.accounts.password_hash(visit.subject.person_id)
    if password_hash is None:
        typed = sentence(texts.TO_BE_TYPED(), visit.reader)
        return None if proof.strip().casefold() == typed.casefold() else texts.NOT_TYPED()
    address = visit.request.client.host if visit.request.client else ""
    if not visit.context.limits.spend(address=address, account=visit.subject.person_id, cost=PASSWORD_COST).granted:
        return texts.ERASE_TOO_MANY_TRIES()
    return None if visit.context.passwords.matches(proof, password_hash) else texts.ERASE_WRONG_PASSWORD()


def _page(visit: Visit[Employee], *, refused: Message | None = None) -> HTMLResponse:
    with visit.reading() as record:
        asks_password = record.accounts.password_hash(visit.subject.person_id) is not None
    return visit.page("account/erase.html", refused=refused, asks_password=asks_password, typed=texts.TO_BE_TYPED())


def _receipt(visit: Visit[Employee]) -> HTMLResponse:
    """The last page: whoever is on it is nobody any more, and the browser forgets everything of ours."""
    visit.request.state.visitor = None
    page = visit.page("account/erased.html", at=visit.now, receipt=visit.subject.person_id)
    page.headers["Clear-Site-Data"] = EVERYTHING
    visit.context.cookie.clear(page)
    return page
