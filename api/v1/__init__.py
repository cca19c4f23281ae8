"""The JSON doors: one module for each thing that somebody comes for."""

from __future__ import annotations

from api.v1 import accounts, browsers, devices, exports, imports, own, pairing, sharing, sittings, tags, worklist

routers = tuple(
    module.router
    for module in (own, tags, sittings, imports, exports, sharing, devices, pairing, browsers, worklist, accounts)
)
