"""The browser's own list of Bluetooth devices, answered as a person does it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

STRAP_NAME: Final = "Polar H10 0A1B2C3D"


@contextmanager
def answering(page: Page, *, take: bool = True) -> Iterator[None]:
    """Take what the list shows while the block lasts, or close it; the list must have been shown by its end."""
    chooser = page.context.new_cdp_session(page)
    chooser.send("DeviceAccess.enable")
    done = []

    def answer(prompt) -> None:
        if prompt["devices"] and not done:  # the list is told again whenever it changes; a second answer hangs
            (strap,) = prompt["devices"]
            done.append(strap["name"])
            if take:
                chooser.send("DeviceAccess.selectPrompt", {"id": prompt["id"], "deviceId": strap["id"]})
            else:
                chooser.send("DeviceAccess.cancelPrompt", {"id": prompt["id"]})

    chooser.on("DeviceAccess.deviceRequestPrompted", answer)
    yield
    assert done == [STRAP_NAME]
    chooser.detach()
