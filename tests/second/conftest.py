"""The clock of the frozen vectors."""

from tests.keys.conftest import at_the_vectors_time

__all__ = ["at_the_vectors_time"]
