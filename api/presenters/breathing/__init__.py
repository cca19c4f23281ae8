"""Sessions of slow breathing: what is said of them, and their pictures."""
