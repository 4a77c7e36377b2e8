"""Text from elsewhere, made safe to show: it steers no terminal and turns no line around."""

import re

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    """The text without signs that could steer a terminal or turn its direction; plain line ends."""
    if text.isprintable():  # most are: Python calls none of these signs so
        return text
    return _STEERING.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
