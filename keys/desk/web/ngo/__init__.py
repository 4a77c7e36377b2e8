"""Pages of an NGO's desk."""
