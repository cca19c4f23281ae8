"""Settings of malloc for many short-lived arrays: memory is kept instead of fetched from the system again."""

from __future__ import annotations

from typing import Final

import numpy as np

LARGEST_KEPT_BYTES: Final = 24 * 2**20


def keep_freed_memory() -> None:
    """Ask the C library to keep what is freed for the next array.

    glibc takes the largest block that it was given back as the measure of what comes and goes, and leaves blocks up to
    that size, and twice as much in all, with the program (mallopt(3), M_MMAP_THRESHOLD). Otherwise every temporary
    array of a long recording is fetched from the system page by page, which costs more than filling it. The block is
    never touched, so it takes no memory; elsewhere this does nothing.
    """
    np.empty(LARGEST_KEPT_BYTES, np.uint8)
