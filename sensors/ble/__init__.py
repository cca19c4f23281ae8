"""Bluetooth straps: find, connect, pair, listen (Bleak and BlueZ)."""
