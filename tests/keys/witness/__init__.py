"""The witness: over its functions, over HTTP, killed and set back."""
