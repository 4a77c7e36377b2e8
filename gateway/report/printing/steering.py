"""Text from elsewhere, made safe to show: it steers no terminal, turns no line around, and begins no line of ours."""

import json
import re
from typing import Any

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    """The text without signs that could steer a terminal or turn its direction; plain line ends."""
    if text.isprintable():  # most are: Python calls none of these signs so
        return text
    return _STEERING.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def one_line(text: str) -> str:
    """The same inside a line of ours."""
    return " ".join(printable(text).split())


def indented(text: str) -> str:
    """The same, each line but the first indented: nobody's words can be taken for a line that we wrote."""
    return printable(text).replace("\n", "\n  ")


def as_json(value: Any, indent: int | None = None) -> str:
    """The value as JSON that may be read on a terminal: such signs are escaped in it, so that none is lost."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    return _STEERING.sub(lambda sign: f"\\u{ord(sign[0]):04x}", written)
