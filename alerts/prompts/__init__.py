"""When and how a person is asked, and what they answered."""
