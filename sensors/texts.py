"""Texts about Bluetooth, straps and keys; sub-packages have texts of their own."""

from __future__ import annotations

from typing import Final

from messages import define

# -- Bluetooth of this computer
NO_ADAPTER: Final = define(
    "sensors.bluetooth.no_adapter",
    "This computer has no Bluetooth adapter that can talk to a strap. Plug in a stick with Bluetooth 4 or newer.",
)
NO_SUCH_ADAPTER: Final = define(
    "sensors.bluetooth.no_such_adapter",
    "This computer has no Bluetooth adapter of that name. Leave the name out, or look it up again.",
)
POWERED_OFF: Final = define(
    "sensors.bluetooth.powered_off", "Bluetooth is switched off on this computer. Switch it on and try again."
)
DENIED: Final = define(
    "sensors.bluetooth.denied",
    "This computer does not let Pulsro use Bluetooth. Allow it in the system settings, or ask who runs it.",
)
NO_BUS: Final = define(
    "sensors.bluetooth.no_bus",
    "This computer has no D-Bus, through which Linux offers Bluetooth. Start the service dbus and try again.",
)
NO_BLUEZ: Final = define(
    "sensors.bluetooth.no_bluez",
    "Bluetooth is not running on this computer. Install BlueZ and start the service bluetooth.",
)
FULL: Final = define(
    "sensors.bluetooth.full",
    "This Bluetooth adapter holds as many straps as it can. Take one off, or use a second adapter.",
)
BUSY: Final = define(
    "sensors.bluetooth.busy",
    "Bluetooth on this computer is busy with another program. It is tried again in a moment.",
)

# -- the strap
ASLEEP: Final = define(
    "sensors.strap.asleep",
    "No strap answered. Wet the pads, put the strap on, stay within a few metres, "
    "and close phone apps that may hold it.",
)
NO_ANSWER: Final = define(
    "sensors.strap.no_answer",
    "The strap was found but did not answer. Wet the pads, wear it, come closer, and close other apps that use it.",
)
TOO_FAR: Final = define(
    "sensors.strap.too_far",
    "The strap was heard from too far away to be connected. Come within a few metres, with nothing in between.",
)
TAKEN: Final = define(
    "sensors.strap.taken",
    "The strap refuses another connection: a phone, watch or computer seems to hold it. "
    "Close the apps that use it, or switch off Bluetooth there.",
)
OTHERS_FIRST: Final = define(
    "sensors.strap.others_first",
    "Other straps are being connected. This one comes next; keep it on and stay near.",
)
NOT_PAIRED: Final = define(
    "sensors.strap.not_paired",
    "The strap wants to be paired with this computer, and that failed. Unpair it from phones and watches, "
    "take it off for a minute, and try again beside this computer.",
)
NOT_A_STRAP: Final = define(
    "sensors.strap.not_a_strap",
    "This device does not send heartbeats as a chest strap does. Choose another one; pulsro strap scan lists them.",
)
LINK_LOST: Final = define(
    "sensors.strap.link_lost",
    "The connection to the strap was lost. Come closer and keep the strap on; it is being looked for.",
)
NO_DATA: Final = define(
    "sensors.strap.no_data",
    "The strap is connected but has sent nothing for a while. Check that it sits well; it is being connected anew.",
)
NO_ECG: Final = define(
    "sensors.strap.no_ecg",
    "This strap does not send an ECG, so there is nothing to compare its beats with. A Polar H10 does.",
)

# -- keys
KEY_LENGTH: Final = define(
    "sensors.key.length", "A key has %(needed)s bytes, this one has %(found)s. Put the right key file back."
)
KEY_FILE: Final = define("sensors.key.file", "The key file %(path)s cannot be used: %(why)s. Check its folder.")
OTHER_KEY: Final = define(
    "sensors.key.other", "This was sealed with another key, or was changed. Put the right key file back."
)
