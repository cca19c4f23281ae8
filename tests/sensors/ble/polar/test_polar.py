"""Polar's measurement data by literal bytes: those of the tests of polarofficial/polar-ble-sdk, and our own."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensors.ble.polar import control, frames
from sensors.ble.polar.control import Measurement, Response, Setting, Status
from sensors.ble.polar.times import SampleTimes

STAMP = "0094357700000000"  # 2000000000 ns


def read(hexadecimal: str, **how) -> frames.Frame:
    return frames.parse(bytes.fromhex(hexadecimal), **how)


# ---------------------------------------------------------------------------- frames
def test_raw_ecg_is_microvolts_of_three_bytes():
    frame = read(f"00 {STAMP} 00 0280ff 028000")

    assert (frame.measurement, frame.stamp_ns) == (Measurement.ECG, 2_000_000_000)
    assert frame.values.tolist() == [[-32766], [32770]]


def test_raw_acceleration_is_three_values_in_milli_g():
    frame = read(f"02 {STAMP} 01 f7ffffffe703 f8fffeffe503")

    assert frame.values.tolist() == [[-9, -1, 999], [-8, -2, 997]]


@pytest.mark.parametrize(
    ("form", "content", "milli_g"),
    [("00", "7f80ff", [127, -128, -1]), ("02", "ffff7f 000080 ffffff", [8388607, -8388608, -1])],
)
def test_raw_acceleration_comes_in_other_widths_too(form, content, milli_g):
    assert read(f"02 {STAMP} {form} {content}").values.tolist() == [milli_g]


def test_compressed_acceleration_is_a_reference_and_differences():
    frame = read("02 6500000000000000 81 f1ff 1400 f003 06 01 7b0f08")

    assert frame.stamp_ns == 101
    assert frame.values.tolist() == [[-15, 20, 1008], [-20, 17, 1008]]


def test_compressed_acceleration_in_g_uses_the_stream_factor():
    frame = read(f"02 {STAMP} 80 7107 f06a 9e8d 0a 01 be5cbeba", factor=2.44e-4)

    assert np.allclose(frame.values, np.array([[1905, 27376, -29282], [2095, 27271, -29367]]) * 0.244)


def pack(differences: list[tuple[int, int, int]], bits: int) -> bytes:
    """What a strap does, bit by bit."""
    stream = [value >> bit & 1 for row in differences for value in row for bit in range(bits)]
    octets = (
        itertools.batched(stream, 8)
        if hasattr(itertools, "batched")
        else [stream[at : at + 8] for at in range(0, len(stream), 8)]
    )
    return bytes((bits, len(differences))) + bytes(
        sum(bit << place for place, bit in enumerate(octet)) for octet in octets
    )


@given(
    reference=st.tuples(*[st.integers(-(2**15), 2**15 - 1)] * 3),
    blocks=st.lists(
        st.integers(1, 16).flatmap(
            lambda bits: st.tuples(
                st.just(bits),
                st.lists(
                    st.tuples(*[st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)] * 3), min_size=1, max_size=6
                ),
            )
        ),
        max_size=4,
    ),
)
def test_compressed_frames_decompress_exactly(reference, blocks):
    content = b"".join(value.to_bytes(2, "little", signed=True) for value in reference)
    content += b"".join(pack(rows, bits) for bits, rows in blocks)
    steps = [row for _, rows in blocks for row in rows]

    assert frames.undelta(content, channels=3).tolist() == np.cumsum([reference, *steps], axis=0).tolist()


@pytest.mark.parametrize(
    "payload",
    [
        "",
        f"00 {STAMP} 00",
        f"00 {STAMP} 00 0280",  # cut off in a sample
        f"00 {STAMP} 02 028000",  # a form of ECG that chest straps do not send
        f"00 {STAMP} 80 028000",
        f"07 {STAMP} 00 028000",  # another measurement
        f"02 {STAMP} 81 f1ff14",  # cut off in the reference
        f"02 {STAMP} 81 f1ff1400f003 06",
        f"02 {STAMP} 81 f1ff1400f003 06 01 7b",
        f"02 {STAMP} 81 f1ff1400f003 00 01",  # differences of no bits
        f"02 {STAMP} 81 f1ff1400f003 21 00",
    ],
)
def test_unreadable_frame_is_refused_with_a_sentence(payload):
    with pytest.raises(ValueError, match="left out"):
        read(payload)


@given(st.binary(max_size=80))
def test_no_bytes_crash_the_reader(payload):
    try:
        frame = frames.parse(payload)
    except ValueError:
        return
    assert len(frame.values) > 0


# ---------------------------------------------------------------------------- times
def test_first_frame_uses_nominal_rate_and_ends_on_its_stamp():
    assert SampleTimes(100).of(5_000_000_000, 3).tolist() == pytest.approx([4.98, 4.99, 5.0])


def test_later_frames_are_spread_between_two_stamps():
    times = SampleTimes(130)
    times.of(1_000_000_000, 13)
    spread = times.of(1_101_000_000, 13)

    assert spread[0] == pytest.approx(1.0 + 0.101 / 13)
    assert np.allclose(np.diff(spread), 0.101 / 13)
    assert spread[-1] == pytest.approx(1.101)


@pytest.mark.parametrize("stamp_ns", [1_200_000_000, 900_000_000])
def test_later_frames_stay_evenly_spaced_after_a_jump(stamp_ns):
    times = SampleTimes(130)
    times.of(1_000_000_000, 13)

    assert np.allclose(np.diff(times.of(stamp_ns, 13)), 1 / 130)


# ---------------------------------------------------------------------------- control point
def test_strap_features_are_parsed():
    assert control.parse_features(bytes.fromhex("0f05")) == {Measurement.ECG, Measurement.ACCELERATION}
    assert control.parse_features(bytes.fromhex("0f04")) == {Measurement.ACCELERATION}
    assert control.parse_features(b"\x0f") == control.parse_features(b"\x00\x05") == frozenset()


def test_an_answer_has_a_status_and_parameters():
    answer = control.parse_response(bytes.fromhex("f0 01 00 00 00 00018200 01010e00"))

    assert answer == Response(1, 0, Status.SUCCESS, more=False, parameters=bytes.fromhex("0001820001010e00"))
    assert control.parse_response(bytes.fromhex("f0020006")).status is Status.ALREADY_IN_STATE
    assert control.parse_response(bytes.fromhex("f002004d")).status is Status.UNKNOWN


@pytest.mark.parametrize("said", ["", "f00200", "0102"])
def test_unsolicited_or_cut_message_is_not_an_answer(said):
    assert control.parse_response(bytes.fromhex(said)) is None


def test_settings_have_sizes_of_their_own():
    settings = control.parse_settings(bytes.fromhex("00013400 01011000 0204f500f401e803d007 040103"))

    assert settings == {
        Setting.SAMPLE_RATE_HZ: (52,),
        Setting.RESOLUTION_BITS: (16,),
        Setting.RANGE: (245, 500, 1000, 2000),
        Setting.CHANNELS: (3,),
    }
    assert control.parse_settings(bytes.fromhex("0301ff000000")) == {Setting.RANGE_MILLI: (255,)}
    assert control.parse_settings(b"") == {}


@pytest.mark.parametrize("cut", ["00", "000182", "00028200", "0901"])
def test_cut_or_unknown_settings_are_refused(cut):
    with pytest.raises(ValueError, match=r"ends in the middle|not a valid"):
        control.parse_settings(bytes.fromhex(cut))


def test_offered_setting_nearest_to_the_wish_is_chosen():
    offered = {
        Setting.SAMPLE_RATE_HZ: (26, 52, 104),
        Setting.RANGE: (2, 4, 16),
        Setting.CHANNELS: (3,),
        Setting.FACTOR: (7,),
    }
    wishes = control.WISHES[Measurement.ACCELERATION]

    assert control.choose(offered, wishes) == {Setting.SAMPLE_RATE_HZ: 52, Setting.RANGE: 4, Setting.CHANNELS: 3}


def test_commands_are_those_of_the_published_format():
    ecg = {Setting.SAMPLE_RATE_HZ: 130, Setting.RESOLUTION_BITS: 14}
    acceleration = {Setting.SAMPLE_RATE_HZ: 200, Setting.RESOLUTION_BITS: 16, Setting.RANGE: 8}

    assert control.get_settings(Measurement.ECG).hex() == "0100"
    assert control.start(Measurement.ECG, ecg).hex() == "02000001820001010e00"
    assert control.start(Measurement.ACCELERATION, acceleration).hex() == "02020001c8000101100002010800"
    assert control.stop(Measurement.ACCELERATION).hex() == "0302"


def test_stream_factor_is_a_small_float_and_defaults_to_one():
    assert control.factor_of(bytes.fromhex("0501 3bdf7f39")) == pytest.approx(2.44e-4, rel=1e-3)
    assert control.factor_of(b"") == 1.0
