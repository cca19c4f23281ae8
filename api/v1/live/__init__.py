"""The live stream of beats."""
