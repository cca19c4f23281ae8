"""Recordings as particular devices and their apps write them."""
