"""Why what screening only warns of goes to the police all the same: one rule for every door.

The form, the API, a desk's pages and its command line ask for the reason in words and, where words of immigration
status stay, for a second person at the organisation who has read them and agrees. Both are for the NGO alone. Whether
that person has read them no program can know.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

STATUS = "immigration."  # how the codes of findings about words of status begin


def tells_status(codes: Iterable[str]) -> bool:
    """True if one of these codes of findings is about words of status."""
    return any(code.startswith(STATUS) for code in codes)


@dataclass(frozen=True, slots=True)
class Reason:
    """`words` say why; `agreed` names the second person."""

    words: str = ""
    agreed: str = ""

    def is_enough(self, codes: Collection[str]) -> bool:
        """True if findings with these codes may go on: with a reason, and words of status with a second person too."""
        return not codes or bool(self.words.strip() and (self.agreed.strip() or not tells_status(codes)))

    def __str__(self) -> str:
        """As the NGO keeps it."""
        agreed = self.agreed.strip()
        return self.words.strip() + (f" (agreed by {agreed})" if agreed else "")


NO_REASON = Reason()
