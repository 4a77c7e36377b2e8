"""The signed list of recipients: DIRECTORY.md."""
