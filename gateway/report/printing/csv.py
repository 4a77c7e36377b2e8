"""A report as a table of one row: CSV with a UTF-8 byte order mark, safe to open in a spreadsheet.

A cell that a spreadsheet could take for a formula is written with a leading apostrophe, and each stands in quotes:
LibreOffice takes a semicolon for the end of a cell too, and what follows for another cell. The columns are always the
same: reference and whom to contact, then the entities in the order of a records system; suspects, vehicles and
exhibits are a cell each, and fields that only a newer gateway knows share the last one.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from gateway.report.codes import NOT_A_STATEMENT
from gateway.report.printing.blocks import ENTITIES, EVENT, INFORMATION, LABELS, LISTS, VICTIM, blocks
from gateway.report.printing.steering import printable
from gateway.report.printing.text import handling_lines, victim_placeholder

BYTE_ORDER_MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # also in full width
_OURS = {EVENT: ("handling", "status"), VICTIM: ("victim",), INFORMATION: ("grading", "since")}
"""Columns of an entity that are no fields of a report."""


def _columns() -> tuple[str, ...]:
    found = ["reference", "contact_only_through"]
    for entity in ENTITIES:
        own = [label.path.split(".*")[0] for label in LABELS if label.entity == entity]
        found += [*_OURS.get(entity, ()), *own] if entity == VICTIM else [*own, *_OURS.get(entity, ())]
    return tuple(dict.fromkeys([*found, "other"]))


COLUMNS = _columns()


def csv_row(
    report: Mapping[str, Any], reference: str, ngo: str, *, status: str = "", since: Sequence[str] = ()
) -> bytes:
    """The header row and one row for this report, UTF-8 with a byte order mark, lines ended by CR LF.

    `status` is the code of how far the force is, `since` what was said about the report since it was filed, as the
    force's desk knows them; the report itself holds neither.
    """
    out = io.StringIO(newline="")
    out.write(BYTE_ORDER_MARK)
    csv.writer(out, dialect="excel").writerow(COLUMNS)
    writer = csv.writer(out, dialect="excel", quoting=csv.QUOTE_ALL)
    row = _row(report, reference, ngo) | {"status": printable(status), "grading": NOT_A_STATEMENT}
    row["since"] = "\n".join(map(printable, since))
    writer.writerow([safe_cell(row.get(column, "")) for column in COLUMNS])
    return out.getvalue().encode("utf-8", "replace")


def safe_cell(text: str) -> str:
    """The text as a spreadsheet shows it and never computes it, whatever blanks or line ends stand before it."""
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def _row(report: Mapping[str, Any], reference: str, ngo: str) -> dict[str, str]:
    row = {
        "reference": printable(reference),
        "contact_only_through": printable(ngo),
        "victim": victim_placeholder(reference),
        "handling": " ".join(line.removeprefix("* ") for line in handling_lines(report, ngo)),
    }
    several: dict[str, list[str]] = {"other": []}
    for block in blocks(report):
        name = block.path.split(".")[0]
        if block.path in COLUMNS:
            row[block.path] = block.text
        else:
            several.setdefault(name if name in LISTS else "other", []).append(f"{block.label}: {block.text}")
    return row | {name: "\n".join(lines) for name, lines in several.items()}
