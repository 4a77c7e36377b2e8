"""The program at an NGO's or a force's own desk. It speaks to the gateway over HTTP only."""
