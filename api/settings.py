"""What an operator may set: read once at start, typed, refused with a sentence."""

from __future__ import annotations

import enum
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api import texts
from api.help_lines import USUAL_HELP_LINES, help_line
from api.wrong_fields import message_of
from messages import Message
from messages import languages as spoken

PREFIX = "PULSRO_"

Words = Annotated[tuple[str, ...], NoDecode]
"""Several words in one variable, separated by commas."""


class LogFormat(enum.StrEnum):
    """How log lines are written."""

    CONSOLE = "console"  # for a person at a terminal
    JSON = "json"  # for a log collector, one object a line


class SettingsError(Exception):
    """A setting is missing or wrong; `message` says which one and what it should be."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class Settings(BaseSettings):
    """Every setting of the server. Each is described in docs/operating.md, and a test holds us to that."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    data_dir: Path = Path("pulsro-data")
    database_url: SecretStr = SecretStr("")
    key_file: Path = Path()
    public_url: str = "http://127.0.0.1:8000"
    allowed_hosts: Words = ()
    trusted_proxies: Words = ()
    secure_cookies: bool | None = None
    demo: bool = False
    languages: Words = Field(default_factory=spoken)
    run_clock: bool = True
    tick_seconds: Annotated[float, Field(ge=0.1, le=3600)] = 30.0
    idle_minutes_employee: Annotated[int, Field(ge=1, le=7 * 24 * 60)] = 12 * 60
    idle_minutes_nurse: Annotated[int, Field(ge=1, le=15)] = 15
    idle_minutes_operator: Annotated[int, Field(ge=1, le=60)] = 30
    session_hours: Annotated[int, Field(ge=1, le=30 * 24)] = 7 * 24
    staff_session_hours: Annotated[int, Field(ge=1, le=24)] = 10
    link_minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)] = 3 * 24 * 60
    help_lines: Words = USUAL_HELP_LINES
    own_help_line: Annotated[str, Field(max_length=200)] = ""
    time_zone: str = "Europe/Copenhagen"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: LogFormat = LogFormat.CONSOLE

    @field_validator("allowed_hosts", "trusted_proxies", "languages", "help_lines", mode="before")
    @classmethod
    def _split_words(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(word.strip() for word in value.split(",") if word.strip())
        return value

    @field_validator("help_lines")
    @classmethod
    def _are_lines_to_call(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        try:
            for text in value:
                help_line(text)
        except ValueError as error:
            raise PydanticCustomError(texts.SETTING_NO_HELP_LINE.code, "no number to call") from error
        return value

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise PydanticCustomError(texts.SETTING_NO_ADDRESS.code, "not an address")
        return value.rstrip("/")

    @field_validator("time_zone")
    @classmethod
    def _is_a_time_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise PydanticCustomError(texts.FIELD_NO_ZONE.code, "no time zone") from error
        return value

    @field_validator("languages")
    @classmethod
    def _at_least_one_language(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise PydanticCustomError(texts.SETTING_NO_LANGUAGE.code, "no language")
        return value

    @model_validator(mode="after")
    def _cookies_need_https(self) -> Settings:
        if self.secure_cookies and not self.is_https:
            raise PydanticCustomError(texts.SETTING_COOKIES.code, "no https")
        return self

    @property
    def is_https(self) -> bool:
        """Whether people reach the pages over TLS."""
        return self.public_url.startswith("https://")

    @property
    def cookies_are_secure(self) -> bool:
        """Whether the session cookie travels over TLS only; follows public_url unless set."""
        return self.is_https if self.secure_cookies is None else self.secure_cookies

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names this server answers to."""
        if self.allowed_hosts:
            return self.allowed_hosts
        return tuple(dict.fromkeys((urlsplit(self.public_url).hostname or "", "127.0.0.1", "localhost", "[::1]")))

    @property
    def database(self) -> str:
        """Where the record is kept, as an SQLAlchemy URL; holds a password on PostgreSQL, so never log it."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.database_file}"

    @property
    def database_file(self) -> Path:
        """The SQLite file that is used when no address of a database is set."""
        return self.data_dir / "pulsro.db"

    @property
    def is_first_start(self) -> bool:
        """Whether the file of the record is ours to make, and not there yet."""
        return not self.database_url.get_secret_value() and not self.database_file.exists()

    @property
    def keys(self) -> Path:
        """The file with the master key that wraps every person's own key."""
        return self.data_dir / "pulsro.keys" if self.key_file == Path() else self.key_file

    @property
    def link_lifetime(self) -> timedelta:
        """How long a one-time sign-in link can be used."""
        return timedelta(minutes=self.link_minutes)


def load_settings(**given: object) -> Settings:
    """The settings from the environment, with the given ones before them.

    Raises:
        SettingsError: one sentence per wrong setting, each named as the environment variable.
    """
    try:
        return Settings(**given)  # type: ignore[arg-type]  # checked by pydantic, which is the point
    except ValidationError as error:
        raise SettingsError(_message_of(error)) from None  # the cause would print the values, passwords too


def _message_of(error: ValidationError) -> Message:
    """One sentence a line for each wrong setting, which is named as the environment variable."""
    problems = error.errors(include_input=False, include_url=False)
    named = [
        {**problem, "loc": (PREFIX + str(problem["loc"][0]).upper() if problem["loc"] else PREFIX,)}
        for problem in problems
    ]
    *earlier, message = [message_of([problem]) for problem in named]
    for each in reversed(earlier):
        message = texts.SETTING_AND_MORE(first=each, more=message)
    return message


def _variable(place: tuple[int | str, ...]) -> tuple[str]:
    """The environment variable of a setting, or what all of them begin with."""
    return (PREFIX + str(place[0]).upper() if place else PREFIX,)
