"""Indices that follow beat by beat while a strap is worn."""
