"""The gateway's exchange."""
