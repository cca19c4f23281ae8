"""A person's own things over HTTP."""
