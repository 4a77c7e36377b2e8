"""The gateway's filing."""
