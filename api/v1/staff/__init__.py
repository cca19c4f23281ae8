"""What operators and nurses ask for over HTTP."""
