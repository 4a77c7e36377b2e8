"""Small tests of gateway.screening."""
