"""How the frozen vectors are made: fixed seeds in, the same bytes out. `tests.keys.make_vectors` writes them."""
