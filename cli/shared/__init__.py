"""Shared parts of the commands: the language of the terminal, opening a record, plain errors."""
