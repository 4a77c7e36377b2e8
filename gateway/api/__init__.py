"""The desks' door: signed requests and sealed envelopes, never plaintext."""
