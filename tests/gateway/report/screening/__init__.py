"""Small tests of gateway.report.screening."""
