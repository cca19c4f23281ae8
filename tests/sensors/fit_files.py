"""Small FIT files, made message by message."""

from __future__ import annotations

import struct

from fitdecode.utils import compute_crc

FILE_ID, RECORD, HRV = 0, 20, 78
STAMP = (253, 4, 0x86)


def definition(local, message, *fields, order="<", developer=()):
    header = 0x40 | (0x20 if developer else 0) | local
    head = struct.pack(f"{order}BBBHB", header, 0, order == ">", message, len(fields))
    body = b"".join(struct.pack("BBB", *each) for each in fields)
    more = b"".join(struct.pack("BBB", *each) for each in developer)
    return head + body + (bytes([len(developer)]) + more if developer else b"")


def hrv(local, *intervals_ms, of=5, order="<"):
    words = [*intervals_ms, *[0xFFFF] * (of - len(intervals_ms))]
    return struct.pack(f"{order}B{of}H", local, *words)


def record(local, stamp, bpm=72):
    return struct.pack("<BIB", local, stamp, bpm)


def packed(*messages, header=14):
    body = b"".join(messages)
    head = struct.pack("<BBHI4s", header, 0x10, 2132, len(body), b".FIT")
    head += struct.pack("<H", compute_crc(head)) if header > 12 else b""
    return head + body + struct.pack("<H", compute_crc(head + body))


def recording(intervals_ms, *, start=1_100_000_000):
    """A second a record, and after it the intervals that ended in that second."""
    messages = [
        definition(0, FILE_ID, (0, 1, 0), (4, 4, 0x86)) + struct.pack("<BBI", 0, 4, start),
        definition(1, RECORD, STAMP, (3, 1, 2)),
        definition(2, HRV, (0, 10, 0x84)),
    ]
    second, elapsed_ms, waiting = 0, 0, []
    for rr in intervals_ms:
        elapsed_ms += rr
        while elapsed_ms >= 1000 * (second + 1):
            messages += [record(1, start + second), *([hrv(2, *waiting)] if waiting else [])]
            second, waiting = second + 1, []
        waiting.append(rr)
    return packed(*messages, record(1, start + second), hrv(2, *waiting))
