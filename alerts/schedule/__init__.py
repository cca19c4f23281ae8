"""The clock that ticks, and what each tick does."""
