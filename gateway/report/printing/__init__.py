"""What the police see of a report: page, table, file. Pure."""
