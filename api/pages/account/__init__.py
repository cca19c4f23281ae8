"""Signing in, the account, erasing and taking everything along."""
