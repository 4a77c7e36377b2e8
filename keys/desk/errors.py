"""What can go wrong at a desk. Each text tells the person at the keyboard what happened and what to do next.

A class exists because some caller acts differently on it: `NotReached` and `GatewayFault` are tried again later,
`RefusedByGateway` is not, `Withheld` sends nothing and tells why. None of them ever carries a report's own words.
"""

from collections.abc import Sequence

from gateway.report.screening.findings import Finding
from keys.errors import AmparoError


class DeskError(AmparoError):
    """The desk cannot do what was asked. Nothing was sent, nothing half-shown."""


class NotReached(DeskError):
    """The gateway could not be reached. Whatever was to be sent waits in the outbox."""


class GatewayFault(DeskError):
    """The gateway answered that something is wrong at its own end. Trying again later is right."""


class RefusedByGateway(DeskError):
    """The gateway refused what was sent. Sending the same bytes again changes nothing. `status` is the HTTP status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class DirectoryForked(DeskError):
    """The gateway shows another history of the directory than the one this desk has seen: evidence, kept and shown."""


class NoSuchReport(DeskError):
    """No report at this desk has that reference, or a short one fits several."""


class Withheld(DeskError):
    """The words hold something that must not go where they were going.

    `findings`: what was found, by its place in the words, for a page that still has them and can mark them. The text
    names each by field and signs, and says what to write instead.
    """

    def __init__(self, sentence: str, findings: Sequence[Finding] = ()) -> None:
        lines = [
            f"  {each.field}, signs {each.start + 1} to {each.end}: {each.why} {each.instead}" for each in findings
        ]
        super().__init__("\n".join([sentence, *lines]))
        self.findings = tuple(findings)
