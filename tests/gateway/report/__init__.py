"""Small tests of gateway.report."""
