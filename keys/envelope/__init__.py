"""What is sealed, to the byte: ENVELOPE.md."""
