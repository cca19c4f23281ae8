"""Cookies, passwords and rate limits."""
