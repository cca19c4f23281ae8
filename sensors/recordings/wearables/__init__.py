"""Exports of watches, rings and health apps: values of days, and what beats they keep."""
