"""What follows from a light: evaluation, prompts, answers and conversations."""
