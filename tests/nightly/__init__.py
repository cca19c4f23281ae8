"""What is too slow, or needs too much of a machine, for every run: `make nightly`."""
