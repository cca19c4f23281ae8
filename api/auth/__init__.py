"""Who is asking: sessions, visitors, a person's own browser."""
