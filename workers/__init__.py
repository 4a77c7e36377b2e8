"""Carries sealed envelopes. Holds no key, sees no plaintext."""
