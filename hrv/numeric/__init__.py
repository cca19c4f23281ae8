"""Array arithmetic that knows nothing of hearts: sums over ranges, local quantiles, rows per person."""
