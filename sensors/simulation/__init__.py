"""Simulated hearts and straps, and the replay of recorded ones."""
