"""Cases: conversations with a nurse."""
