"""Who may read what: the conditions inside each query, and the audit chain."""
