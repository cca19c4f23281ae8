"""Texts about Bluetooth, straps and keys; sub-packages have texts of their own."""

from __future__ import annotations

from typing import Final

from messages import define

# -- Bluetooth of this computer
NO_ADAPTER: Final = define(
    "sensors.bluetooth.no_adapter",
    "This computer has no Bluetooth adapter that works with a strap. Plug in one with Bluetooth 4 or newer.",
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
    "This computer does not let Pulsro use Bluetooth. Allow it in the system settings, or ask the people who run it.",
)
NO_BUS: Final = define(
    "sensors.bluetooth.no_bus",
    "This computer has no D-Bus, which Bluetooth needs on Linux. Start the service dbus and try again.",
)
NO_BLUEZ: Final = define(
    "sensors.bluetooth.no_bluez",
    "Bluetooth is not running on this computer. Install BlueZ and start the service bluetooth.",
)
FULL: Final = define(
    "sensors.bluetooth.full",
    "This Bluetooth adapter has as many straps as it can take. Disconnect one, or use a second adapter.",
)
BUSY: Final = define(
    "sensors.bluetooth.busy",
    "Another program is using Bluetooth on this computer. We try again in a moment.",
)

# -- the strap
ASLEEP: Final = define(
    "sensors.strap.asleep",
    "No strap answered. Wet the electrodes, put the strap on, stay within a few metres, and close "
    "phone apps that use it.",
)
NO_ANSWER: Final = define(
    "sensors.strap.no_answer",
    "The strap was found but did not answer. Wet the electrodes, put it on, come closer, and close "
    "other apps that use it.",
)
TOO_FAR: Final = define(
    "sensors.strap.too_far",
    "The strap is too far away to connect. Come within a few metres, with nothing in between.",
)
TAKEN: Final = define(
    "sensors.strap.taken",
    "The strap seems to be connected to a phone, watch or other computer. Close the apps that use it, "
    "or switch off Bluetooth there.",
)
OTHERS_FIRST: Final = define(
    "sensors.strap.others_first",
    "Other straps are being connected. This one is next. Keep it on and stay near.",
)
NOT_PAIRED: Final = define(
    "sensors.strap.not_paired",
    "The strap could not be paired with this computer. Unpair it from phones and watches, and take it "
    "off for a minute. Then try again close to this computer.",
)
NOT_A_STRAP: Final = define(
    "sensors.strap.not_a_strap",
    "This device does not send heartbeats the way a chest strap does. Choose another one. pulsro "
    "strap scan lists them.",
)
LINK_LOST: Final = define(
    "sensors.strap.link_lost",
    "The connection to the strap was lost. Come closer and keep the strap on. We keep looking for it.",
)
NO_DATA: Final = define(
    "sensors.strap.no_data",
    "The strap is connected but has sent nothing for a while. Check that it is snug. We connect to it again.",
)
NO_ECG: Final = define(
    "sensors.strap.no_ecg",
    "This strap does not send an ECG, so its heartbeats cannot be compared with one. A Polar H10 does.",
)

# -- keys
KEY_LENGTH: Final = define(
    "sensors.key.length", "A key has %(needed)s bytes, this one has %(found)s. Put the right key file back."
)
KEY_FILE: Final = define("sensors.key.file", "The key file %(path)s cannot be used: %(why)s. Check its folder.")
OTHER_KEY: Final = define(
    "sensors.key.other", "This was sealed with another key, or was changed. Put the right key file back."
)
