"""Column types that keep what the record promises: moments in UTC, enums by value, bytes that are sealed."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import IntFlag, StrEnum
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import BigInteger, DateTime, Integer, LargeBinary, String
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

ID_LENGTH = 36
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
"""Open ends, for a question that names a moment on one side only."""

Words = TypeVar("Words", bound=StrEnum)
Flags = TypeVar("Flags", bound=IntFlag)

BigId = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER counts upwards by itself in SQLite


def id_type() -> String:
    """A UUID as text, the same on both engines."""
    return String(ID_LENGTH)


class Utc(TypeDecorator[datetime]):
    """A moment with a zone, kept and returned in UTC; a moment without a zone is a mistake of the caller."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse what has no zone, and write the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"The moment {value} has no time zone. Pass it in UTC.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the zone back that SQLite does not keep."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[Words]):
    """A member of one enum, stored as its word."""

    impl = String(32)
    cache_ok = True

    def __init__(self, kind: type[Words]) -> None:
        super().__init__(32)
        self.kind = kind

    def process_bind_param(self, value: Words | None, _dialect: Dialect) -> str | None:
        """Refuse words that the enum does not know."""
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Words | None:
        """The member again."""
        return None if value is None else self.kind(value)


class FlagSet(TypeDecorator[Flags]):
    """Several members of one flag enum, stored as one whole number."""

    impl = Integer
    cache_ok = True

    def __init__(self, kind: type[Flags]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Flags | None, _dialect: Dialect) -> int | None:
        """The number."""
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> Flags | None:
        """The members again."""
        return None if value is None else self.kind(value)


class Sealed(TypeDecorator[bytes]):
    """Bytes that only the person's own key opens."""

    impl = LargeBinary
    cache_ok = True
