"""Sources of daily values, and which of them decides when."""
