"""What steers a screen never reaches one, whatever sign it is; all others do."""

from __future__ import annotations

import sys
import unicodedata

from gateway.report.printing.steering import printable

TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x61C, 0x200E, 0x200F}
"""Marks, embeddings, overrides and isolates of the bidirectional algorithm (UAX #9)."""


def test_no_sign_that_steers_or_turns_around_passes_and_every_other_does() -> None:
    for code in range(sys.maxunicode + 1):
        sign = chr(code)
        steers = (unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") and sign not in "\n\r\t") or code in TURNING
        shown = printable(f"a{sign}b")
        assert shown == ("a\ufffdb" if steers else f"a{sign}b".replace("\r", "\n").replace("\t", " ")), hex(code)
