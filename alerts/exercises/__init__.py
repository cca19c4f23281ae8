"""Exercises and tools that run in place: what they are, their steps, and what can be written in them."""
