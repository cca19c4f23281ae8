"""Guards in front of every door: size, origin, host, headers, logs, metrics."""
