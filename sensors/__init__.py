"""Where beats come from: straps, files and simulators, and the sender that carries them home."""
