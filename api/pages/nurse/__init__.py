"""Pages of an occupational health nurse."""
