from __future__ import annotations

import numpy as np
import pytest

from tests.e2e.killing import harass

DEATHS = [
    3,
    pytest.param(60, marks=[pytest.mark.nightly, pytest.mark.timeout(900)]),
]


@pytest.mark.parametrize("deaths", DEATHS)
def test_each_stored_beat_arrives_once_whatever_is_killed(tmp_path, deaths):
    outcome = harass(tmp_path, deaths=deaths, straps=2, dice=np.random.default_rng(20))

    assert outcome.deaths == dict.fromkeys(("gateway", "serve", "link"), deaths // 3)
    assert len(outcome.stored_by_gateway) >= deaths
    assert outcome.at_the_server == outcome.stored_by_gateway
    assert outcome.blocks_at_the_server == len(outcome.stored_by_gateway)
