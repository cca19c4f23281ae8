"""How property tests run: the same examples every time in `make test`, new ones and more of them in `make nightly`.

A change of the code, and nothing else, turns a test of `make test` red; what chance may still find is for the nights.
How fast the machine is says nothing about the code either, so neither deadlines nor slow data count as failures. Where
mutants are tried it is enough that an example fails: no simpler one is looked for.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

PROFILE = os.environ.get("PULSRO_HYPOTHESIS_PROFILE", "test")
TIMES = {"test": 1, "nightly": 20, "mutants": 1}
USUAL, FEW = 100, 30
WHATEVER_THE_TIME = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow], "database": None}

settings.register_profile("test", derandomize=True, max_examples=FEW, **WHATEVER_THE_TIME)
settings.register_profile("nightly", max_examples=TIMES["nightly"] * USUAL, print_blob=True, **WHATEVER_THE_TIME)
settings.register_profile(
    "mutants", settings.get_profile("test"), max_examples=USUAL, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile(PROFILE)


def examples(count: int, *, without: tuple[HealthCheck, ...] = (), **more) -> settings:
    """How many examples `make test` has time for; `make nightly` tries more.

    `without` names the checks of Hypothesis that this property is excused from.
    """
    excused = [HealthCheck.too_slow, *without]
    return settings(max_examples=count * TIMES[PROFILE], suppress_health_check=excused, **more)
