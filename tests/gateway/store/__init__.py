"""The gateway's store."""
