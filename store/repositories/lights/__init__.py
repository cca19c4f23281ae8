"""Evaluations, lights and prompts."""
