"""Sharing, cases, plans and reviews."""
