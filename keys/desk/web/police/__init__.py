"""Pages of a police desk."""
