"""A program in Go, of libraries that nobody here wrote, that reads our log."""
