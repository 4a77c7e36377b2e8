"""What a police desk does."""
