"""Spectra of heart periods and the swing between peak and trough of a breath."""
