"""The demonstration: a simulated workplace and its server."""
