"""What can go wrong in the gateway. A class exists if some caller acts differently on it.

`gateway.web.error_pages` turns these, and those of `keys.errors`, into answers.
"""

from typing import Any

from keys.errors import AmparoError


class BadSetting(AmparoError):
    """A setting is missing or unsafe. The text says which and what to set; the gateway does not start."""


class CannotPublish(AmparoError):
    """A quarter's figures are not due yet, or stand already. The text says which."""


class Conflict(AmparoError):
    """A filing secret came again with another report. `filed` is what was filed first."""

    def __init__(self, filed: Any) -> None:
        super().__init__("This form was sent before with other words. The first report stands.")
        self.filed = filed


class Blocked(AmparoError):
    """Screening found what must never reach the police part. `findings` name places and reasons."""

    def __init__(self, findings: list[Any]) -> None:
        super().__init__("Something in the report would tell the police who she is. Change it and send it again.")
        self.findings = findings


class Unexplained(Blocked):
    """Screening warns of something and nobody said why it stays."""

    def __init__(self, findings: list[Any]) -> None:
        super().__init__(findings)
        self.args = (
            "Some words may tell the police more than they should know. Change them, or say why they stay in "
            "identity.record.warned_reason, and for words of immigration status who else at your organisation has read "
            "them and agrees in identity.record.status_agreed_by. The police never get either.",
        )


class UnknownForce(AmparoError):
    """The report names a force that nothing can be sent to today."""

    def __init__(self) -> None:
        super().__init__("This force cannot be sent a report. Choose one of the forces that are listed.")


class TooMany(AmparoError):
    """Today's quota of an organisation or an account is used up. Nothing was stored."""

    def __init__(self) -> None:
        super().__init__(
            "As many reports as one organisation or person may send in a day have been sent today. It begins anew at "
            "midnight UTC. If you really need more, ask the person who runs this service."
        )


class TooLate(AmparoError):
    """A recall came after the envelope had been opened."""

    def __init__(self) -> None:
        super().__init__("This was opened before the recall came. Talk to the force.")
