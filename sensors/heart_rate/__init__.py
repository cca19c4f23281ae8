"""Heart Rate Measurement packets: bytes to beats per minute and RR intervals."""

from sensors.heart_rate.measurement import HeartRateMeasurement, build, parse

__all__ = ["HeartRateMeasurement", "build", "parse"]
