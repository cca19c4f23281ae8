"""The doors: HTTP, sign-in, live streams and pages."""
