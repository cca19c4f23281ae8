"""Pages that are open to everybody, signed in or not."""
