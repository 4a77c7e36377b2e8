"""Groups of which there may be several, in a form without script: add one, take one away, close the gaps. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.report.form.written import REPEATS, most_of

ROWS = "rows."  # a hidden field beside each group says how many items stand on the page


def rows(written: Mapping[str, str], form: Mapping[str, str]) -> dict[str, int]:
    """How many items of each group stand on the page: as many as it had, and at least what was written needs."""
    counted = {}
    for path, repeat in REPEATS.items():
        posted = form.get(ROWS + path, "")
        shown = int(posted) if posted.isdecimal() and len(posted) < 3 else repeat.first
        counted[path] = min(most_of(path), max(shown, 1 + max(_places(written, path), default=-1)))
    return counted


def without(written: Mapping[str, str], path: str, place: int) -> dict[str, str]:
    """The form without one item of a group; those after it move up."""
    kept = {}
    for name, text in written.items():
        at = _place(name, path)
        if at is None or at < place:
            kept[name] = text
        elif at > place:
            kept[_moved(name, path, at, at - 1)] = text
    return kept


def without_gaps(written: Mapping[str, str]) -> dict[str, str]:
    """The form with blank items taken away, so that its numbers are those of the report."""
    closed = dict(written)
    for path in REPEATS:
        for new, old in enumerate(sorted(_places(closed, path))):
            if new != old:
                closed = {
                    _moved(name, path, old, new) if _place(name, path) == old else name: text
                    for name, text in closed.items()
                }
    return closed


def _places(written: Mapping[str, str], path: str) -> set[int]:
    return {at for name in written if (at := _place(name, path)) is not None}


def _place(name: str, path: str) -> int | None:
    """The number of the item of group `path` that a name belongs to."""
    if not name.startswith(path + "."):
        return None
    number = name[len(path) + 1 :].partition(".")[0]
    return int(number) if number.isdecimal() else None


def _moved(name: str, path: str, old: int, new: int) -> str:
    return f"{path}.{new}{name[len(f'{path}.{old}') :]}"
