"""What people say of themselves: profile, ratings, tags, wishes."""
