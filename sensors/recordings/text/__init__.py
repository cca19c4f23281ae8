"""Recordings as plain text and tables."""
