"""What operators are told to type."""
