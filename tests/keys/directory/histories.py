"""Checkpoints that do not verify, times that do not come, and views that nobody may use: for each rule its cases.

A case is leaves, checkpoints, stops and a clock; what the fold makes of them is frozen. `rule` is the check it fails
by, None where it shows what counts. Witness 3 is the one who lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from keys import clock
from keys.directory import merkle
from keys.directory.checkpoint import TreeHead, cosignature, with_cosignatures, write_checkpoint
from keys.directory.notes import Note, NoteSigner, Signature, sign_note
from keys.directory.statements import Org, OutsideStop, Root, Stop
from keys.encoding import b64
from tests.keys.directory.corpus import (
    BASE,
    GENESIS,
    GOOD,
    LAST,
    LEAF_0,
    LEAF_1,
    LEAF_2,
    LOG,
    SECOND,
    START,
    STEP,
    R,
    S,
    V,
    W,
    checkpoint,
    listed,
    member,
    walked,
)

AT = START + STEP * LAST
"""When the last checkpoint of BASE was witnessed."""

EARLIER = walked(BASE)[:-1]
DAY, HOUR = clock.DAY, 3600


@dataclass
class History:
    name: str
    rule: str | None
    leaves: Sequence[bytes] = tuple(BASE)
    checkpoints: Sequence[bytes] = field(default_factory=lambda: walked(BASE))
    stops: Sequence[OutsideStop] = ()
    now: int = AT + HOUR
    seen: tuple[int, bytes] | None = None
    asked: int | None = None  # the time at which the view is asked whether it is acceptable, if another than `now`
    genesis: bytes = GENESIS


def _head(leaves: Sequence[bytes] = BASE) -> TreeHead:
    return TreeHead(LOG.name, len(leaves), merkle.root([merkle.leaf_hash(leaf) for leaf in leaves]))


def _signed(text: str, *lines: Signature) -> bytes:
    return Note(text, (LOG.signature(text), *lines)).raw


def _lines(head: TreeHead, *by: NoteSigner, at: int = AT) -> list[Signature]:
    return [cosignature(head, witness, at) for witness in by]


def checkpoint_cases() -> list[History]:
    """F4: one checkpoint, and it does not verify; so there is none."""
    head = _head()
    good = checkpoint(BASE, AT)
    only = {
        "form-extension-line": ("form", _signed(head.text + "more\n", *_lines(head, *W))),
        "form-size-with-zero": ("form", good.replace(b"\n3\n", b"\n03\n", 1)),
        "form-root-of-31-bytes": ("form", good.replace(b64(head.root).encode(), b64(head.root[:31]).encode())),
        "form-carriage-return": ("form", good.replace(b"\n3\n", b"\r\n3\n", 1)),
        "form-log-twice": ("form", good + LOG.signature(head.text).line.encode()),
        "origin": ("origin", _of_another_name(head)),
        "log-missing": ("log", Note(head.text, tuple(_lines(head, *W))).raw),
        "log-false": ("log", good.replace(*_flipped(LOG.signature(head.text)))),
        "log-signed-by-a-witness": ("log", _log_signed_by(head, W[0])),
        "cosignature-false": ("cosignature", _with(good, _false(head))),
        "cosignature-of-another-size": ("cosignature", _with(good, *_lines(_head(BASE[:2]), W[2]))),
        "witnesses-one": ("witnesses", checkpoint(BASE, AT, by=W[:1])),
        "witnesses-none": ("witnesses", write_checkpoint(head, LOG)),
        "witnesses-one-under-two-names": (
            "witnesses",
            checkpoint(BASE, AT, by=[W[0], NoteSigner("witness-2", W[0].seed)]),
        ),
        "witnesses-one-and-strangers": ("witnesses", checkpoint(BASE, AT, by=[W[0], member("x"), member("y")])),
        "witnesses-note-signatures": ("witnesses", _signed(head.text, *(each.signature(head.text) for each in W))),
        "witnesses-the-log-as-witness": ("witnesses", checkpoint(BASE, AT, by=[W[0], LOG])),
        "ahead": ("ahead", checkpoint(BASE, AT, AT + HOUR + 601, AT + HOUR + 601)),
        "ahead-by-a-century": ("ahead", checkpoint(BASE, 2**32)),
    }
    return [
        History(f"F4-{name}", f"F4-{rule}", checkpoints=[raw], asked=AT + HOUR + 10)
        for name, (rule, raw) in only.items()
    ]


def _with(raw: bytes, *lines: Signature) -> bytes:
    return with_cosignatures(raw, lines)


def _of_another_name(head: TreeHead) -> bytes:
    other = replace(head, origin="other.example")
    return _signed(other.text, *_lines(other, *W))


def _log_signed_by(head: TreeHead, signer: NoteSigner) -> bytes:
    lie = NoteSigner(LOG.name, signer.seed).signature(head.text)
    return Note(head.text, (replace(lie, key_id=LOG.key.id), *_lines(head, *W))).raw


def _flipped(line: Signature) -> tuple[bytes, bytes]:
    false = replace(line, sig=bytes([line.sig[0] ^ 1]) + line.sig[1:])
    return line.line.encode(), false.line.encode()


def _false(head: TreeHead) -> Signature:
    line = cosignature(head, W[2], AT)
    return replace(line, sig=line.sig[:8] + bytes(64))


def another_log_cases() -> list[History]:
    """F4, F11: the checkpoint is right, and these are not its leaves."""
    altered = LEAF_2.replace(b"2026-01-05", b"2026-01-06")
    other = {
        "altered": [LEAF_0, LEAF_1, altered],
        "altered-early": [LEAF_0, LEAF_1.replace(b"2026-01-05", b"2026-01-06"), LEAF_2],
        "reordered": [LEAF_0, LEAF_2, LEAF_1],
    }
    made = [
        History(f"F4-root-{name}", "F4-root", leaves=leaves, checkpoints=[checkpoint(BASE, AT, by=W[:2])])
        for name, leaves in other.items()
    ]
    mine, theirs = checkpoint(BASE, AT), checkpoint([LEAF_0, LEAF_1, altered], AT)
    root = _head().root
    return [
        *made,
        History("F11-fork", "F11-fork", checkpoints=[*EARLIER, mine, theirs]),
        History("F11-fork-by-one-witness", None, checkpoints=[*EARLIER, mine, _seen_by_one(altered)]),
        History("F11-beyond-cut-off", "F11-beyond", leaves=BASE[:2], checkpoints=[checkpoint(BASE[:2], AT), mine]),
        History("F11-prefix-rewritten", "F11-prefix", seen=(3, bytes(32))),
        History("F11-prefix-rolled-back", "F11-prefix", seen=(4, root)),
        History("F11-prefix-kept", None, seen=(2, _head(BASE[:2]).root)),
    ]


def _seen_by_one(altered: bytes) -> bytes:
    return checkpoint([LEAF_0, LEAF_1, altered], AT, by=W[2:])


def time_cases() -> list[History]:
    """F5, F11: when it was witnessed, by enough who do not lie, and how long that serves."""

    def times(name: str, rule: str | None, *at: int, **more: int) -> History:
        return History(name, rule, checkpoints=[*EARLIER, checkpoint(BASE, *at)], **more)

    stale = AT + 48 * HOUR
    return [
        times("F5-exact", None, AT, AT, AT, now=stale),
        times("F11-stale", "F11-stale", AT, AT, AT, now=stale + 1),
        times("F11-stale-one-witness-late", "F11-stale", AT, AT, AT + DAY, now=stale + 1),
        times("F11-stale-a-clock-a-month-ahead", "F11-stale", AT, AT, AT, now=AT + 30 * DAY),
        times("F5-one-witness-early", None, AT, AT + 60, 0),
        times("F5-two-of-three", None, AT, AT + 60),
        times("F5-ten-minutes-ahead", None, AT, AT + HOUR + 600, AT + HOUR + 600),
        times("F5-one-from-the-future", None, AT, AT + 60, AT + DAY),
        History("F11-clock", "F11-clock", now=AT, asked=AT - 601),
        History("F11-clock-within-ten-minutes", None, now=AT, asked=AT - 600),
        History("F4-ahead-a-clock-a-day-behind", "F4-ahead", checkpoints=walked(BASE)[-1:], now=AT - DAY),
        History("F4-ahead-a-clock-a-month-behind", "F4-ahead", checkpoints=walked(BASE)[-1:], now=AT - 30 * DAY),
        History("F11-none", "F11-none", checkpoints=[]),
    ]


def delay_cases() -> list[History]:
    """F6: what waits, what counts, what was stopped while it waited."""
    leaf, delay = listed(GOOD), 3 * DAY
    org = sign_note(Org(GENESIS, ("southmoor-police", "police")).text, *R)
    root = sign_note(replace(SECOND, deny=(*SECOND.deny, "visas")).text, *R)
    vetoes = [sign_note(Stop(GENESIS, merkle.leaf_hash(org), "not agreed").text, each) for each in V]
    again = sign_note(Stop(GENESIS, merkle.leaf_hash(org), "still not agreed").text, V[0])

    def after(name: str, rule: str | None, *new: bytes, later: int, stops: Sequence[OutsideStop] = ()) -> History:
        """BASE, then `new`, witnessed at AT and once more `later` seconds after."""
        leaves = [*BASE, *new]
        signed = [*EARLIER, checkpoint(leaves, AT), checkpoint(leaves, AT + later)]
        return History(name, rule, leaves, signed, stops, now=AT + later + HOUR)

    new_vetoes = tuple(member(f"new-veto-{n}").key for n in (1, 2, 3))
    two_gone = replace(SECOND, veto=(V[2].key, *new_vetoes[:2]))
    three_gone = replace(SECOND, veto=new_vetoes)

    def vetoed(name: str, rule: str | None, new: Root, by: list[NoteSigner], who: Sequence[NoteSigner] = R) -> History:
        """A root that is to take veto keys away, signed by `who`, and the vetoes against it."""
        leaf = sign_note(new.text, *who)
        stops = [sign_note(Stop(GENESIS, merkle.leaf_hash(leaf), "not agreed").text, each) for each in by]
        return after(name, rule, leaf, *stops, later=delay)

    held = [OutsideStop(each, AT) for each in vetoes]
    late = [OutsideStop(each, AT + delay) for each in vetoes]
    more, stop = [*BASE, leaf], sign_note(Stop(GENESIS, merkle.leaf_hash(LEAF_1), "lost").text, V[0])
    return [
        after("F6-delay-add", "F6-delay", leaf, later=delay - 1),
        after("F6-add", None, leaf, later=delay),
        after("F6-delay-org", "F6-delay", org, later=delay - 1),
        after("F6-org", None, org, later=delay),
        after("F6-delay-root", "F6-delay", root, later=delay - 1),
        after("F6-root", None, root, later=delay),
        History("F6-delay-announced", "F6-delay", [*BASE, leaf], now=AT + HOUR),
        History("F6-delay-frozen", "F6-delay", more, [*EARLIER, checkpoint(more, AT)], now=AT + 40 * HOUR),
        History(
            "F6-first-seen-earlier",
            None,
            more,
            [*EARLIER, checkpoint(more, AT - DAY, by=W[:2]), checkpoint(more, AT + 2 * DAY)],
            now=AT + 2 * DAY,
        ),
        History(
            "F5-first-seen-earlier-with-more",
            None,
            [*more, stop],
            [*EARLIER, checkpoint(more, AT), *(checkpoint([*more, stop], AT + n * DAY) for n in (-1, 2))],
            now=AT + 2 * DAY,
        ),
        after("F6-stopped-in-the-log", "F6-stopped", org, *vetoes[:2], later=delay),
        after("F6-stopped-outside", "F6-stopped", org, later=delay, stops=held[:2]),
        after("F6-stopped-in-and-outside", "F6-stopped", org, vetoes[0], later=delay, stops=held[1:2]),
        after("F6-one-veto", None, org, vetoes[0], later=delay),
        after("F6-one-veto-twice", None, org, vetoes[0], again, later=delay),
        after("F6-stopped-outside-too-late", None, org, later=delay, stops=late),
        after("F6-stopped-outside-due-but-not-in-force", "F6-stopped", org, later=delay + DAY, stops=late),
        vetoed("F6-two-removed-veto-keys-against-all-root-keys", None, two_gone, V[:2]),
        vetoed("F6-stopped-by-one-that-stays", "F6-stopped", two_gone, V[2:]),
        vetoed("F6-stopped-not-all-root-keys", "F6-stopped", two_gone, V[:2], R[:2]),
        vetoed("F6-stopped-three-removed", "F6-stopped", three_gone, V[:2]),
        after("F6-a-stop-does-not-wait", None, stop, later=60),
        History("F6-a-stop-needs-no-checkpoint", None, [*BASE, stop]),
    ]


def rotation_cases() -> list[History]:
    """F4, F5: a new root brings a new log key and new witnesses, and the walk goes on with them."""
    new_log, new = member("log-2.example"), [member(f"new-witness-{n}") for n in (1, 2)]
    second = replace(SECOND, log_key=new_log.key, witnesses=tuple(each.key for each in new))
    leaves = [*BASE, sign_note(second.text, *R)]
    known = [*EARLIER, checkpoint(leaves, AT)]
    by_old = checkpoint(leaves, AT + 3 * DAY)
    more = [*leaves, listed(GOOD)]
    by_new = checkpoint(more, AT + 4 * DAY, by=new, log_key=new_log)
    by_old_again = checkpoint(more, AT + 4 * DAY)
    now = AT + 4 * DAY + HOUR
    fewer = replace(SECOND, sign=SECOND.sign[:2])
    rotating = [*BASE, sign_note(fewer.text, *R)]
    last_word = [*rotating, sign_note(Stop(GENESIS, merkle.leaf_hash(LEAF_1), "lost").text, S[2])]
    return [
        History(
            "F5-a-stop-before-the-root-that-would-refuse-it",
            None,
            last_word,
            [*EARLIER, checkpoint(rotating, AT), checkpoint(last_word, AT + 3 * DAY)],
            now=AT + 3 * DAY,
        ),
        History("F4-new-witnesses", None, more, [*known, by_old, by_new], now=now),
        History("F4-log-of-the-old-root", "F4-origin", more, [*known, by_old, by_old_again], now=now),
        History("F4-new-witnesses-too-soon", "F4-origin", more, [*known, by_new], now=now),
    ]


def histories() -> list[History]:
    return [*checkpoint_cases(), *another_log_cases(), *time_cases(), *delay_cases(), *rotation_cases()]
