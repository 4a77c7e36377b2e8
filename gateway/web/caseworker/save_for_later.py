"""Keep for later: the whole form sealed to the NGO's own desk, which alone can open it."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.answering import keep_for_later
from gateway.report.filing import canonical
from gateway.report.form import values
from gateway.runtime import Host
from keys.token import filing_body, filing_id


def keep(whole: Mapping[str, str], secret: str, ngo: str, host: Host) -> None:
    """The form is owed to the NGO's desk, which alone can open it. CannotSeal; ValueError when it is too long.

    `form` inside: `id`, the same for every press on one page, so that a desk keeps one; `priority`; and the halves as
    `read_filing` takes them, except that they may be unfinished.
    """
    held = values.document(
        {name: text for name, text in whole.items() if (name, text) != (values.WISH, values.KEEP)}
    )
    held |= {"id": filing_id(bytes.fromhex(secret)).hex(), "priority": whole.get(values.PRIORITY, "")}
    keep_for_later(
        held, ngo=ngo, host=host, press=filing_body(bytes.fromhex(secret), canonical(held).encode())
    )
