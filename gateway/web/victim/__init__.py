"""Her pages: status, emergency, one time forms."""
