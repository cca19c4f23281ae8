"""Commands for straps, gateways, and simulated or replayed ones."""
