"""What stands in an address in place of a report's reference: a random code, known to this program while it runs.

A browser keeps addresses in its history. A code of yesterday names nothing.
"""

import secrets

from werkzeug.routing import BaseConverter, ValidationError

CODE_BYTES = 9


class UrlCodes:
    """Codes and the references they stand for, both ways, in memory alone."""

    def __init__(self) -> None:
        self._code: dict[str, str] = {}
        self._reference: dict[str, str] = {}

    def code(self, reference: str) -> str:
        """The code of a whole reference, the same for as long as the program runs."""
        if reference not in self._code:
            code = secrets.token_urlsafe(CODE_BYTES)
            self._code[reference], self._reference[code] = code, reference
        return self._code[reference]

    def reference(self, code: str) -> str | None:
        """The reference a code stands for; None when this program never gave it."""
        return self._reference.get(code)


def converter(codes: UrlCodes) -> type[BaseConverter]:
    """`<report:ref>` in a rule: a code in the address, the whole reference in the view."""

    class ReportConverter(BaseConverter):
        regex = "[0-9A-Za-z_-]{12}"

        def to_python(self, value: str) -> str:
            found = codes.reference(value)
            if found is None:
                raise ValidationError
            return found

        def to_url(self, value: str) -> str:
            return codes.code(value)

    return ReportConverter
