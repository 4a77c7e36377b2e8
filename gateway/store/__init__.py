"""Tables and the questions asked of them. Bytes only: no keys, no Flask, nothing that could open."""
