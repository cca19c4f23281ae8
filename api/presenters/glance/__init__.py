"""What is seen at a glance: the first screen of *Today*, and the small trend on it."""
