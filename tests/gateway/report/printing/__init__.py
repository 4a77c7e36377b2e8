"""Small tests of gateway.report.printing."""
