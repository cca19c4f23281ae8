"""Keys: the operator's ring, each person's own, and the codec of sealed blocks."""
