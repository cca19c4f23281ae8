"""The pulsro command."""
