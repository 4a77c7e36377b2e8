"""What a desk keeps: folder, vault, keys, cases, outbox."""
