"""What can go wrong on the way to a desk. A class exists if delivering acts differently on it."""


class Unavailable(Exception):
    """The way is blocked for now: try again later. `code` is a short word for the operator's list."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class WillNotCarry(Exception):
    """These bytes must not go there, now or later: a person has to look. `code` is a short word for their list."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BadSettings(Exception):
    """A setting is missing or unsafe. The text says which one and what to set."""
