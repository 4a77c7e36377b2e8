"""A square that a phone's camera reads, for her slip: the digits of her code and nothing else, no address.

Only printed when she asks for it: whoever points a camera at it has the code, and a phone may keep what it saw.
"""

import segno

SCALE = 4  # pixels of one small square on a screen; paper sets its own size
QUIET = 4  # small squares of white around it, which cameras need
MASK = 1  # any of the eight is read by every camera (ISO/IEC 18004); trying all for the prettiest took 2 ms a slip


def square(digits: str) -> str:
    """The code's 36 digits as a picture (SVG) that is part of a page. ValueError for anything but digits and spaces."""
    plain = digits.replace(" ", "")
    if not plain.isdecimal():
        raise ValueError("the square holds digits only")
    made = segno.make_qr(plain, error="m", mask=MASK)
    return made.svg_inline(scale=SCALE, border=QUIET, light="#fff", omitsize=True, svgclass="square", lineclass=None)
