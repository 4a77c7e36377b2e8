"""What an NGO's desk does."""
