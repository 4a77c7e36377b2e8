"""The signed directory: its notes, its log, its rules one by one, and the ceremony that makes it."""
