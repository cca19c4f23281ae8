"""Accounts, sign-in, browsers, devices, and the end of an account."""
