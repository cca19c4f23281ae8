"""From stored beats to a light: windows, daily value, evaluation."""
