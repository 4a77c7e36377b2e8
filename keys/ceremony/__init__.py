"""Making keys, signing and publishing statements: `amparo-keys`."""
