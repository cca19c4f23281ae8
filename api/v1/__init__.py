"""The JSON doors: one module for each thing that somebody comes for."""

from __future__ import annotations

from api.v1.devices import browsers, devices, pairing
from api.v1.own import breathing, exports, imports, own, sharing, sittings, tags
from api.v1.staff import accounts, worklist

routers = tuple(
    module.router
    for module in (
        own,
        tags,
        sittings,
        breathing,
        imports,
        exports,
        sharing,
        devices,
        pairing,
        browsers,
        worklist,
        accounts,
    )
)
