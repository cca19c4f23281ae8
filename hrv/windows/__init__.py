"""One window and its indices: values, intervals and what could not be computed."""
