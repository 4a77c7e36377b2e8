"""Takes reports in, seals them, and keeps them until they are delivered."""
