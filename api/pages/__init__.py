"""The pages: each module is one place that a person can go to, and exposes its `router`."""

from __future__ import annotations
