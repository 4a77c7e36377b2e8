"""The caseworker's form, wherever it is filled in: what is asked, what was written, what is said about it. Pure."""
