"""What pydantic finds wrong in a request, as messages of our own; never with the value that was sent."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from api import texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from messages import Message, Parameter, Text

PLACES: Final = frozenset({"body", "query", "path", "header", "cookie"})
KINDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "missing": texts.FIELD_MISSING,
        "extra_forbidden": texts.FIELD_UNKNOWN,
        "string_too_short": texts.FIELD_TOO_SHORT,
        "too_short": texts.FIELD_TOO_SHORT,
        "string_too_long": texts.FIELD_TOO_LONG,
        "bytes_too_long": texts.FIELD_TOO_LONG,
        "too_long": texts.FIELD_TOO_LONG,
        "greater_than_equal": texts.FIELD_AT_LEAST,
        "less_than_equal": texts.FIELD_AT_MOST,
        "greater_than": texts.FIELD_ABOVE,
        "less_than": texts.FIELD_BELOW,
        "float_type": texts.FIELD_NO_NUMBER,
        "float_parsing": texts.FIELD_NO_NUMBER,
        "finite_number": texts.FIELD_NO_NUMBER,
        "int_type": texts.FIELD_NO_WHOLE_NUMBER,
        "int_parsing": texts.FIELD_NO_WHOLE_NUMBER,
        "int_from_float": texts.FIELD_NO_WHOLE_NUMBER,
        "int_parsing_size": texts.FIELD_NO_WHOLE_NUMBER,
        "string_type": texts.FIELD_NO_TEXT,
        "list_type": texts.FIELD_NO_LIST,
        "tuple_type": texts.FIELD_NO_LIST,
        "literal_error": texts.FIELD_NO_CHOICE,
        "enum": texts.FIELD_NO_CHOICE,
        "bool_type": texts.FIELD_NO_YES_OR_NO,
        "bool_parsing": texts.FIELD_NO_YES_OR_NO,
        "date_type": texts.FIELD_NO_DAY,
        "date_parsing": texts.FIELD_NO_DAY,
        "date_from_datetime_parsing": texts.FIELD_NO_DAY,
        "date_from_datetime_inexact": texts.FIELD_NO_DAY,
        "datetime_type": texts.FIELD_NO_MOMENT,
        "datetime_parsing": texts.FIELD_NO_MOMENT,
        "datetime_from_date_parsing": texts.FIELD_NO_MOMENT,
        "timezone_aware": texts.FIELD_NO_MOMENT,
        "uuid_type": texts.FIELD_NO_ID,
        "uuid_parsing": texts.FIELD_NO_ID,
        texts.FIELD_NO_ZONE.code: texts.FIELD_NO_ZONE,
        texts.FIELD_BEYOND_CALENDAR.code: texts.FIELD_BEYOND_CALENDAR,
        texts.SETTING_NO_ADDRESS.code: texts.SETTING_NO_ADDRESS,
        texts.SETTING_NO_LANGUAGE.code: texts.SETTING_NO_LANGUAGE,
        texts.SETTING_NO_HELP_LINE.code: texts.SETTING_NO_HELP_LINE,
        texts.SETTING_COOKIES.code: texts.SETTING_COOKIES,
    }
)
"""By the type of pydantic's error, or by the code that a validator of ours gave it."""

LIMITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "min_length": "least",
        "max_length": "most",
        "ge": "limit",
        "le": "limit",
        "gt": "limit",
        "lt": "limit",
        "expected": "choices",
    }
)
"""What of pydantic's facts a sentence names, and under which name; none of them is the value that was sent."""


def message_of(errors: Sequence[Mapping[str, Any]]) -> Message:
    """The first of pydantic's findings."""
    first = errors[0]
    if first["type"] == "json_invalid":
        return texts.REQUEST_NO_JSON()
    field = ".".join(str(part) for part in first["loc"] if part not in PLACES)
    if not field:
        return texts.REQUEST_WRONG()
    text = KINDS.get(first["type"], texts.FIELD_WRONG)
    return text(field=field, **_limits(first.get("ctx", {})))


def _limits(facts: Mapping[str, Any]) -> dict[str, Parameter]:
    limits: dict[str, Parameter] = {}
    for name, value in facts.items():
        if name in LIMITS:
            limits[LIMITS[name]] = _choices(value) if name == "expected" else value
    return limits


def _choices(expected: str) -> Parameter:
    """The choices of pydantic's English list: 'a', 'b' or 'c'."""
    return tuple(re.findall(r"'([^']*)'", expected)) or expected
