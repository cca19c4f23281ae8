"""The record as one subject sees it during one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.access.audit_chain import Trail
from store.crypto.person_keys import Vault
from store.repositories.base import Context
from store.repositories.care.cases import Cases
from store.repositories.lights.evaluations import Evaluations
from store.repositories.lights.lights import Lights
from store.repositories.lights.prompts import Prompts
from store.repositories.measured.beats import Beats
from store.repositories.measured.days import Days
from store.repositories.measured.recordings import Recordings
from store.repositories.measured.windows import Windows
from store.repositories.notes.breathing import BreathingSessions
from store.repositories.notes.profiles import Profiles
from store.repositories.notes.ratings import Ratings
from store.repositories.notes.tags import Tags
from store.repositories.notes.wishes import Wishes
from store.repositories.notes.writings import Writings
from store.repositories.people.accounts import Accounts
from store.repositories.people.boxes import Boxes
from store.repositories.people.browsers import Browsers
from store.repositories.people.devices import Devices
from store.repositories.people.sign_in import SignIns
from store.repositories.trust.audit import Audit
from store.repositories.trust.consents import Consents
from store.repositories.upkeep import Upkeep

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from store.crypto.keys import KeyRing
    from store.subjects import Subject


class Record:
    """All shelves of the record. Every one knows the subject, and the moment at which the transaction happens."""

    def __init__(self, connection: Connection, keyring: KeyRing, *, subject: Subject, now: datetime) -> None:
        trail = Trail(connection, keyring, subject, now)
        context = Context(connection, subject, now, Vault(connection, keyring), trail)
        self.context = context
        self.subject = subject
        self.now = now
        self.accounts = Accounts(context)
        self.sign_in = SignIns(context)
        self.devices = Devices(context)
        self.boxes = Boxes(context)
        self.browsers = Browsers(context)
        self.beats = Beats(context)
        self.recordings = Recordings(context)
        self.windows = Windows(context)
        self.days = Days(context)
        self.lights = Lights(context)
        self.evaluations = Evaluations(context)
        self.prompts = Prompts(context)
        self.wishes = Wishes(context)
        self.consents = Consents(context)
        self.cases = Cases(context)
        self.ratings = Ratings(context)
        self.tags = Tags(context)
        self.profiles = Profiles(context)
        self.breathing = BreathingSessions(context)
        self.writings = Writings(context)
        self.audit = Audit(context, keyring)
        self.upkeep = Upkeep(context)
