"""A report as a JSON file that a person fills in at an NGO's desk: an empty one, its fields, reading it back.

The file is `{"force", "crime", "identity"}` (gateway/report/REPORT.md); what is left empty counts as left out. It is
checked by the gateway's own rules (`gateway.report.validate`). A mistake is told by field, never by its words.
"""

from pathlib import Path
from typing import Any

from gateway.report.crime import CONSTANTS
from gateway.report.filing import Filing
from gateway.report.schema import Choices, Group, Only, Several, Shape
from gateway.report.validate import FILING, NotAFiling, read_filing
from keys.desk.errors import DeskError
from keys.encoding import strict_json

_OURS = {"record.warned", *(f"crime.{name}" for name in CONSTANTS)}  # written when it is filed
LARGEST = 1 << 20  # bytes of a form file; the fields' own limits are far below


def template() -> dict[str, Any]:
    """An empty form with every field that may be filled in."""
    found = _empty(FILING, "")
    assert isinstance(found, dict)
    return found


def fields() -> list[tuple[str, str]]:
    """Every field by its dotted path, and what it takes."""
    return list(_fields(FILING, ""))


def read_form(path: Path) -> dict[str, Any]:
    """The JSON object in a file. DeskError when it is none."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError
        return strict_json(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except OSError:
        raise DeskError(f"{path} cannot be read. Nothing was filed.") from None
    except ValueError:
        raise DeskError(
            f"{path} is not a form: it must be one JSON object in UTF-8, no name twice. "
            "An empty one: amparo-desk file --template"
        ) from None


def filing_of(document: dict[str, Any], force: str = "") -> Filing:
    """The filing of a filled form for `force` (or the force it names). DeskError, field by field, when it is none."""
    given = document.get("force") or ""
    if force and given and given != force:
        raise DeskError("The form names another force than --force. Which one is right? Nothing was filed.")
    try:
        return read_filing({**document, "force": force or given})
    except NotAFiling as reason:
        lines = [f"  {problem.field}: {problem.expected}" for problem in reason.problems]
        raise DeskError("\n".join(["Some fields need another look. Nothing was filed.", *lines])) from None


def _empty(shape: Shape, path: str) -> Any:
    if isinstance(shape, Group):
        inner = {name: f"{path}.{name}".lstrip(".") for name in shape.of}
        return {name: _empty(shape.of[name], below) for name, below in inner.items() if not _is_ours(below)}
    if isinstance(shape, Several):
        return [_empty(shape.of, path)] if isinstance(shape.of, Group) else []
    return [] if isinstance(shape, Choices) else ""


def _fields(shape: Shape, path: str) -> list[tuple[str, str]]:
    if isinstance(shape, Group):
        found: list[tuple[str, str]] = []
        for name, inner in shape.of.items():
            below = f"{path}.{name}".lstrip(".")
            if not _is_ours(below):
                needed = "NEEDED, " if name in shape.needs and not isinstance(inner, Group) else ""
                found += [(each, needed + what) for each, what in _fields(inner, below)]
        return found
    if isinstance(shape, Several) and isinstance(shape.of, Group):
        return _fields(shape.of, f"{path}[]")
    if isinstance(shape, Several):
        return [(path, f"{shape.expected}, each {shape.of.expected}")]
    return [(path, "true: she is 18 or over" if isinstance(shape, Only) else shape.expected)]


def _is_ours(path: str) -> bool:
    return path in _OURS or path.removeprefix("identity.") in _OURS
