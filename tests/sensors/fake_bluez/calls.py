"""Method calls of D-Bus: which one is answered by what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from dbus_fast import Message

Reply = tuple[str, list[Any]]
"""Signature and values of an answer."""
Method = Callable[[Message], Awaitable[Reply]]
Methods = dict[tuple[str, str], Method]
"""Interface and member, and what answers them."""
NOTHING: Reply = ("", [])
