"""What can go wrong with keys and sealed things. A class exists if some caller acts differently on it.

`Refused` is deliberately one error: whoever sent the bytes learns only that they were refused, never by which check.
"""


class AmparoError(Exception):
    """The root of the errors that `keys` raises. Its text is a sentence fit for the person at the keyboard."""


class Refused(AmparoError):
    """Bytes failed a check of ENVELOPE.md. `check` names it ("R5-cid") for the owner's own eyes and for the tests.

    The text is one constant: it must stay the same for every cause (ENVELOPE.md, "One answer").
    """

    def __init__(self, check: str) -> None:
        super().__init__("This was refused: it is not something this reader may accept.")
        self.check = check


class CannotSeal(AmparoError):
    """Nobody can be sealed to now, or the view of the directory is not acceptable. The text says what to do.

    `check` names the rule of DIRECTORY.md ("F11-stale") for the tests and the owner's own eyes, where there is one.
    """

    def __init__(self, sentence: str, check: str = "") -> None:
        super().__init__(sentence)
        self.check = check


class DirectoryRefused(AmparoError):
    """The directory does not start from the pinned root, or its file is damaged: nothing can be trusted."""


class BadKeyFile(AmparoError):
    """A key file is missing, exposed, damaged, or the passphrase does not fit. The text says which and what to do."""


class BadToken(AmparoError):
    """The typed token does not pass its check signs. The text, and `group`, name what does not fit; 0: no one group."""

    def __init__(self, text: str, *, group: int = 0) -> None:
        super().__init__(text)
        self.group = group
