"""Beats, recordings, windows and daily values."""
