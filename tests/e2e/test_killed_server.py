from __future__ import annotations

import numpy as np

from tests.e2e.killing import harass

DEATHS = 9


def test_every_beat_that_the_gateway_stored_is_at_the_server_once_whoever_dies_meanwhile(tmp_path):
    outcome = harass(tmp_path, deaths=DEATHS, straps=2, dice=np.random.default_rng(20))

    assert outcome.deaths == {"gateway": 3, "serve": 3, "link": 3}
    assert len(outcome.stored_by_gateway) >= DEATHS
    assert outcome.at_the_server == outcome.stored_by_gateway
    assert outcome.blocks_at_the_server == len(outcome.stored_by_gateway)
