from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensors.heart_rate import MAX_INTERVALS, HeartRateMeasurement, build, parse

WORDS = st.integers(0, 0xFFFF)


@pytest.mark.parametrize(
    ("payload", "measurement"),
    [
        (b"\x00\x3c", HeartRateMeasurement(bpm=60)),
        (b"\x01\x2c\x01", HeartRateMeasurement(bpm=300)),
        (b"\x10\x3c\x00\x04", HeartRateMeasurement(bpm=60, rr_1024=(1024,))),
        (b"\x10\x48\x20\x03\x50\x03", HeartRateMeasurement(bpm=72, rr_1024=(800, 848))),
        (b"\x16\x3c\x00\x04", HeartRateMeasurement(bpm=60, contact=True, rr_1024=(1024,))),
        (b"\x14\x3c\x00\x04", HeartRateMeasurement(bpm=60, contact=False, rr_1024=(1024,))),
        (b"\x18\x3c\x05\x00\x00\x04", HeartRateMeasurement(bpm=60, energy_kj=5, rr_1024=(1024,))),
        (b"\x08\x3c\xff\xff", HeartRateMeasurement(bpm=60, energy_kj=65535)),
        (
            b"\x1f\x2c\x01\x05\x00\x00\x04\x01\x04",
            HeartRateMeasurement(bpm=300, contact=True, energy_kj=5, rr_1024=(1024, 1025)),
        ),
        (b"\x10\x3c" + b"\x00\x04" * 9, HeartRateMeasurement(bpm=60, rr_1024=(1024,) * 9)),
        (b"\x10\x38\x2d\x04\x35\x00", HeartRateMeasurement(bpm=56, rr_1024=(1069, 53))),
        (b"\x10\x3c\x00\x00\xff\xff", HeartRateMeasurement(bpm=60, rr_1024=(0, 65535))),
    ],
)
def test_a_notification_is_read_as_the_specification_says(payload, measurement):
    assert parse(payload) == measurement


@pytest.mark.parametrize(
    ("flags", "contact"), [(0x00, None), (0x02, None), (0x04, False), (0x06, True), (0x10, None), (0x12, None)]
)
def test_contact_is_known_only_to_straps_that_say_they_can_tell(flags, contact):
    assert parse(bytes([flags, 60])).contact is contact


def test_reserved_flags_change_nothing():
    assert parse(b"\xf0\x3c\x00\x04") == parse(b"\x10\x3c\x00\x04")


def test_a_single_byte_after_the_intervals_is_ignored():
    assert parse(b"\x10\x3c\x00\x04\x07").rr_1024 == (1024,)
    assert parse(b"\x10\x3c\x07").rr_1024 == ()


def test_a_second_without_a_beat_has_no_intervals():
    assert parse(b"\x10\x00").rr_1024 == ()


def test_words_are_no_intervals_unless_the_flags_say_so():
    assert parse(b"\x00\x3c\x00\x04").rr_1024 == ()


@pytest.mark.parametrize(
    ("payload", "missing"),
    [
        (b"", "the flags"),
        (b"\x00", "the heart rate"),
        (b"\x01\x3c", "the heart rate"),
        (b"\x08\x3c", "the energy"),
        (b"\x08\x3c\x01", "the energy"),
    ],
)
def test_a_cut_notification_is_refused_with_the_name_of_what_is_missing(payload, missing):
    with pytest.raises(ValueError, match=f"ends before {missing}"):
        parse(payload)


def test_milliseconds_are_exact():
    measurement = HeartRateMeasurement(bpm=60, rr_1024=(1, 853, 1024, 65535))

    assert [Fraction(rr) for rr in measurement.rr_ms] == [Fraction(t * 1000, 1024) for t in measurement.rr_1024]


@settings(max_examples=50, deadline=None)
@given(
    bpm=WORDS,
    contact=st.sampled_from([True, False, None]),
    energy=st.none() | WORDS,
    intervals=st.lists(WORDS, max_size=MAX_INTERVALS),
)
def test_what_is_built_is_read_back_the_same(bpm, contact, energy, intervals):
    measurement = HeartRateMeasurement(bpm=bpm, contact=contact, energy_kj=energy, rr_1024=tuple(intervals))

    assert parse(build(measurement)) == measurement


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=40))
def test_any_bytes_are_either_read_or_refused_in_words(payload):
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
def test_what_does_not_fit_into_a_notification_is_not_built(measurement):
    with pytest.raises(ValueError, match=r"\.$"):
        build(measurement)
