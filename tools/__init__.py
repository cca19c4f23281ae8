"""Checks of the repository's own structure; nothing here ships."""
