"""Daily values, the usual range, and the light that follows from them."""
