"""A report as a table of one row: CSV with a UTF-8 byte order mark, safe to open in a spreadsheet.

A cell that a spreadsheet could take for a formula is written with a leading apostrophe. The columns are always the
same, in the order of DOMAIN 10.7; suspects, vehicles and exhibits are a cell each, and fields that only a newer gateway
knows share the last one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from gateway.sheet.blocks import blocks, printable
from gateway.sheet.labels import LABELS, LISTS
from gateway.sheet.page import handling_lines, victim_placeholder

BYTE_ORDER_MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # also in full width
_FIXED = ("reference", "contact_only_through", "victim", "handling")
COLUMNS = tuple(dict.fromkeys((*_FIXED, *(label.path.split(".*")[0] for label in LABELS), "other")))


def csv_row(report: Mapping[str, Any], reference: str, ngo: str) -> bytes:
    """The header row and one row for this report, UTF-8 with a byte order mark, lines ended by CR LF."""
    out = io.StringIO(newline="")
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out, dialect="excel")
    writer.writerow(COLUMNS)
    row = _row(report, reference, ngo)
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
