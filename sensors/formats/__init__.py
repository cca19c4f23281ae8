"""Files that hold beats, one module a format."""
