"""Reasons for which blocks were set aside, as they stand in a spool: a code and its parameters in JSON.

Spools of the version before hold the sentence itself. It is read as something that the server said.
"""

from __future__ import annotations

import json
from types import MappingProxyType

from messages import Message
from sensors.upload import texts


def stored(reason: Message) -> str:
    """A reason as it is written into a spool."""
    return json.dumps(reason.to_json())


def restored(text: str) -> Message:
    """A reason that was read from a spool, of this version or of the one before."""
    try:
        reason = json.loads(text)
        return Message(reason["code"], MappingProxyType(reason["parameters"]))
    except (ValueError, TypeError, KeyError):
        return texts.SERVER_SAID(sentence=text)
