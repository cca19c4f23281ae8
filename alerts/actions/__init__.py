"""What one can do: the catalogue, and what is offered when."""
