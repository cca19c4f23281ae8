"""What a person may say of themselves, as choices; "rather not say" comes first and is chosen until they say more."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hrv import AgeBand, Sex
from messages.message import N_
from store.models import Profile

if TYPE_CHECKING:
    from collections.abc import Mapping

AGE_BANDS: Final[Mapping[AgeBand, str]] = MappingProxyType(
    {
        AgeBand.UNDER_30: N_("Under 30"),
        AgeBand.FROM_30: N_("30 to 39"),
        AgeBand.FROM_40: N_("40 to 49"),
        AgeBand.FROM_50: N_("50 to 59"),
        AgeBand.FROM_60: N_("60 or older"),
    }
)
SEXES: Final[Mapping[Sex, str]] = MappingProxyType({Sex.WOMAN: N_("Woman"), Sex.MAN: N_("Man")})


@dataclass(frozen=True, slots=True)
class Option:
    """One answer; the empty key says nothing."""

    key: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ProfileView:
    """The two questions with their answers."""

    age_bands: tuple[Option, ...]
    sexes: tuple[Option, ...]


def profile_view(profile: Profile | None) -> ProfileView:
    """The questions, with what was said before."""
    said = profile or Profile()
    return ProfileView(_options(AGE_BANDS, said.age_band), _options(SEXES, said.sex))


def _options(words: Mapping[AgeBand, str] | Mapping[Sex, str], said: str | None) -> tuple[Option, ...]:
    nothing = Option("", N_("Prefer not to say"), said is None)
    return (nothing, *(Option(key, text, key == said) for key, text in words.items()))
