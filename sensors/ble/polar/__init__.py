"""Polar's measurement data: ECG and acceleration of straps that offer more than heart beats.

After "Polar Measurement Data specification for 3rd party" and the sources of polarofficial/polar-ble-sdk, in which the
format is published.
"""

from sensors.ble.polar.control import Measurement
from sensors.ble.polar.streams import StrapSamples, Wish

__all__ = ["Measurement", "StrapSamples", "Wish"]
