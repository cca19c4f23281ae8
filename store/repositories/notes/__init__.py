"""What people say of themselves: breathing sessions, profile, ratings, tags, wishes."""
