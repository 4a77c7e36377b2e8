"""To and from the gateway."""
