"""The English of her page that is not in a template: names and fixed answers. Translations are made from it."""

from collections.abc import Iterable

from gateway.report import statuses
from gateway.web.texts import WRONG_LENGTH

STATES = {-1: ("done", "done"), 0: ("now", "now"), 1: ("later", "not yet")}  # a stage: its class, and said aloud
TITLES = {"question": "A question", "notice": "A notice", "note": "A message"}
LISTEN = "Listen"
FIRST = ("Read your messages", "Write the code from your paper. Letters or numbers, either works.")
NOTHING = (
    "No messages yet",
    "This code is written correctly. In the first days it is normal that there are no messages. Look again in two or "
    "three days, or ask your worker.",
)
WRONG_CODE = "Something in this code is not right. Compare it with your paper."
WRONG_GROUP = (
    "Group %(group)s of this code is not right. Compare it with your paper: each group has four letters or numbers."
)
ANSWERS = {"yes": "Yes", "no": "No", "skip": "I do not want to answer"}


def aloud() -> Iterable[str]:
    """Every sentence that her pages can read to her, where it has been recorded."""
    yield from FIRST
    yield from NOTHING
    for code in (*statuses.STATUSES, "not a code"):
        yield from filter(None, statuses.words(code))
        following, after = statuses.after(code)
        yield from (following, *after)


def texts() -> Iterable[str]:
    """Every sentence that a catalogue must have besides those of the templates."""
    yield from (WRONG_LENGTH, WRONG_CODE, WRONG_GROUP)
    yield from statuses.STAGES.values()
    yield from (said for _class, said in STATES.values())
    yield from TITLES.values()
    yield from ANSWERS.values()
    yield from aloud()
    yield statuses.MOVED_TO
    yield from statuses.NOTICES.values()
    yield from (*statuses.THINGS.values(), statuses.OTHER)
    yield LISTEN
