"""The people's pages, used as a browser without script uses them."""
