"""Small tests of gateway.sheet."""
