from __future__ import annotations

import json
from fractions import Fraction
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensors.heart_rate import rr_limits
from sensors.heart_rate.measurement import MAX_INTERVALS, HeartRateMeasurement, build, parse
from tests.properties import examples

WORDS = st.integers(0, 0xFFFF)
VECTORS = json.loads(Path(__file__).parents[1].joinpath("heart_rate_vectors.json").read_text(encoding="utf-8"))
MEASUREMENTS = [vector for vector in VECTORS["measurements"] if "refused" not in vector]
CUT_SHORT = [vector for vector in VECTORS["measurements"] if "refused" in vector]
named = itemgetter("name")


@pytest.mark.parametrize("vector", MEASUREMENTS, ids=named)
def test_notification_bytes_parse_to_their_vector(vector):
    measurement = parse(bytes.fromhex(vector["hex"]))

    assert measurement == HeartRateMeasurement(
        bpm=vector["bpm"],
        contact=vector["contact"],
        energy_kj=vector["energy_kj"],
        rr_1024=tuple(vector["rr_1024"]),
    )


@pytest.mark.parametrize("vector", CUT_SHORT, ids=named)
def test_cut_notification_is_refused_naming_the_missing_part(vector):
    with pytest.raises(ValueError, match=f"ends before {vector['refused']}"):
        parse(bytes.fromhex(vector["hex"]))


def test_every_vector_names_a_source_that_the_file_explains():
    assert {vector["source"] for vector in VECTORS["measurements"]} == set(VECTORS["sources"])


@pytest.mark.parametrize("vector", [each for each in MEASUREMENTS if len(each["hex"]) <= 40], ids=named)
def test_parsed_vectors_can_be_built_again(vector):
    measurement = parse(bytes.fromhex(vector["hex"]))

    assert parse(build(measurement)) == measurement


@pytest.mark.parametrize("vector", VECTORS["words"], ids=lambda vector: f"{vector['word']} x {vector['unit']}")
def test_interval_values_match_the_vectors(vector):
    rr_ms = vector["word"] * (1.0 if vector["unit"] == "1 ms" else 1000 / 1024)

    assert rr_ms == vector["rr_ms"]
    assert rr_limits.is_beat(rr_ms) is vector["is_beat"]
    assert rr_limits.is_plausible(rr_ms) is vector["is_plausible"]


@pytest.mark.parametrize(
    ("flags", "contact"), [(0x00, None), (0x02, None), (0x04, False), (0x06, True), (0x10, None), (0x12, None)]
)
def test_contact_is_known_only_if_supported(flags, contact):
    assert parse(bytes([flags, 60])).contact is contact


def test_milliseconds_are_exact():
    measurement = HeartRateMeasurement(bpm=60, rr_1024=(1, 853, 1024, 65535))

    assert [Fraction(rr) for rr in measurement.rr_ms] == [Fraction(t * 1000, 1024) for t in measurement.rr_1024]


@examples(50)
@given(
    bpm=WORDS,
    contact=st.sampled_from([True, False, None]),
    energy=st.none() | WORDS,
    words=st.lists(WORDS, max_size=MAX_INTERVALS),
)
def test_built_measurement_parses_back(bpm, contact, energy, words):
    measurement = HeartRateMeasurement(bpm=bpm, contact=contact, energy_kj=energy, rr_1024=tuple(words))

    assert parse(build(measurement)) == measurement


@examples(50)
@given(st.binary(max_size=40))
def test_any_bytes_parse_or_raise_a_plain_error(payload):
    try:
        measurement = parse(payload)
    except ValueError as error:
        assert str(error).endswith(".")  # noqa: PT017 - both outcomes are right, each in its own way
    else:
        assert 0 <= measurement.bpm <= 0xFFFF
        assert all(0 <= word <= 0xFFFF for word in measurement.rr_1024)


@pytest.mark.parametrize(
    "measurement",
    [
        HeartRateMeasurement(bpm=-1),
        HeartRateMeasurement(bpm=70000),
        HeartRateMeasurement(bpm=60, energy_kj=70000),
        HeartRateMeasurement(bpm=60, rr_1024=(70000,)),
        HeartRateMeasurement(bpm=60, rr_1024=(1024,) * 10),
    ],
)
def test_oversized_measurement_is_not_built(measurement):
    with pytest.raises(ValueError, match=r"\.$"):
        build(measurement)
