"""Devices: pairing, browsers, and the upload of beats."""
