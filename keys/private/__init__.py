"""Everything that opens: an organisation's private keys and the acts that need them. The gateway cannot import this."""
