"""Movement of the chest, from acceleration."""
