"""What proves a report years later: EVIDENCE.md."""
