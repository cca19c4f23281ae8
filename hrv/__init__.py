"""The science: beats in; windows, indices, usual ranges and lights out. Pure: no input or output, no clock."""
