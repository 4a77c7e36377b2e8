"""A witness of the directory's log: remembers how far the log has come, and vouches for nothing that contradicts it."""
