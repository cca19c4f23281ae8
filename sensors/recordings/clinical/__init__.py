"""Recordings of clinical and research programs."""
