"""Tables with one value a day."""
