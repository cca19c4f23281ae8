from __future__ import annotations

import numpy as np

from tests.e2e.killing import harass

DEATHS = 9


def test_each_stored_beat_arrives_once_whatever_is_killed(tmp_path):
    outcome = harass(tmp_path, deaths=DEATHS, straps=2, dice=np.random.default_rng(20))

    assert outcome.deaths == {"gateway": 3, "serve": 3, "link": 3}
    assert len(outcome.stored_by_gateway) >= DEATHS
    assert outcome.at_the_server == outcome.stored_by_gateway
    assert outcome.blocks_at_the_server == len(outcome.stored_by_gateway)
