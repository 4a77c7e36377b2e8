"""What a key can do: seal, sign, mint, verify. PyNaCl and the standard library, nothing else."""
