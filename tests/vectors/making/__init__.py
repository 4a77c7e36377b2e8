"""How the frozen vectors are made: fixed seeds in, the same bytes out. `tests.vectors.make_vectors` writes them."""
