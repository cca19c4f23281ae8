"""Engines, schema version, column types, failures and upserts for SQLite and PostgreSQL."""
