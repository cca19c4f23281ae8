"""A small `org.bluez` for tests: real D-Bus on one side, a virtual radio on the other.

Real Bleak, and the Bluetooth of a real Chromium, talk to it over a real dbus-daemon. Its behaviour follows a trace of
bluetoothd 5.66, with the habit that makes trouble: a notification session belongs to its D-Bus client and outlives the
link, until that client goes away. `__main__` runs it as a process of its own.
"""
