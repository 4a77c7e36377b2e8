"""What the log's keeper does every day: sign how far the log has come, have it witnessed, hand it to the gateways.

    amparo-keys publish --daily --directory directory --log-key log.key \
        --witness witness-1=https://w1.example --witness witness-2=https://w2.example --to https://amparo.example

It runs by a timer on the computer of a member of the coalition, never on the gateway: who holds the log key and the
gateway together could show an old directory to everybody. Without a witnessed checkpoint for 48 hours nobody can file,
so whatever is missing is an alarm: clear text and status 1.
Stops that witnesses and gateways hold are taken into the log first, and nothing else of what they show; what the log
does not admit (`keys.ceremony.log_admission`) is not signed for.
"""

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from keys import clock
from keys.ceremony.log_admission import signed_for, turn, why_not
from keys.ceremony.prompts import tell, write_statement
from keys.directory.checkpoint import (
    BadCheckpoint,
    TreeHead,
    read_checkpoint,
    with_cosignatures,
    witnessed,
    write_checkpoint,
)
from keys.directory.files import (
    MOST,
    HandedLog,
    append_checkpoint,
    append_leaves,
    checkpoints_of,
    read_checkpoints,
    read_leaves,
    read_stops,
    stops_of,
    write_handed,
)
from keys.directory.fold import fold, fold_files
from keys.directory.merkle import leaf_hash
from keys.directory.merkle import root as tree_root
from keys.directory.notes import NoteSigner
from keys.directory.register import ring_of, stop_by
from keys.directory.view import View
from keys.errors import AmparoError
from keys.http import Answer, NotReached, ShownDirectory, call, directory_of
from keys.witness.client import GivenBy, NoCosignature, cosigned, held_stops

# What a gateway answers while it takes others' hand-overs, and the seconds after which it is asked again.
BUSY, AGAIN = 503, (1.0, 2.0, 4.0, 8.0, 16.0)


# Seconds after which a log without a new checkpoint is late; at twice that nobody can file.
LATE = 24 * 3600


class NotFresh(AmparoError):
    """The log is not as fresh as it must be. The text is the alarm."""


def publish_daily(
    directory: Path, genesis: bytes, log_key: NoteSigner, witnesses: Sequence[tuple[str, str]], gateways: Sequence[str]
) -> None:
    """The directory's checkpoint of today is signed, witnessed, kept beside it, and shown by every gateway.

    `witnesses` are (name in the root, address). Late, with everything that is missing, when it is not.
    """
    with turn(directory):
        _publish(directory, genesis, log_key, witnesses, gateways)


def _publish(
    directory: Path, genesis: bytes, log_key: NoteSigner, witnesses: Sequence[tuple[str, str]], gateways: Sequence[str]
) -> None:
    trouble: list[str] = []
    view = fold_files(directory, genesis)
    if log_key.key != view.law.log_key:
        raise NotFresh(
            f"The log key of the root in force is {view.law.log_key.name}, with another public key than this file's. "
            "Nothing was published. Take the right key file."
        )
    trouble += _take_stops(directory, genesis, view, [url for _, url in witnesses], gateways)
    view, leaves = fold_files(directory, genesis), read_leaves(directory)
    if (why := why_not(view, leaves, clock.now())) is not None:
        trouble.append(f"ALARM: {why}")
        leaves = leaves[: signed_for(view, leaves, clock.now())]
    head = TreeHead(log_key.name, len(leaves), tree_root([leaf_hash(leaf) for leaf in leaves]))
    raw, missing = _gathered(directory, view, write_checkpoint(head, log_key), leaves, witnesses)
    trouble += missing
    try:
        witnessed(
            read_checkpoint(raw), view.law.log_key, view.law.witnesses, view.law.witness_threshold, now=clock.now()
        )
    except BadCheckpoint:
        raise NotFresh("\n".join([*trouble, _too_few(view), "Nothing was published."])) from None
    append_checkpoint(checkpoints_of(directory), raw)
    tell(f"Published: {head.size} statement(s), root {head.root.hex()}.")
    trouble += [each for url in gateways if (each := _handed_over(url, directory, leaves)) is not None]
    if trouble:
        raise NotFresh("\n".join(trouble))
    tell("Witnessed and shown. Nothing to do until tomorrow.")


def lateness(view: View) -> str | None:
    """The alarm, when the newest checkpoint is a day old or there is none; None when all is well."""
    if view.witnessed_at is None:
        return "ALARM: no checkpoint that enough witnesses signed. Nobody can file. Run: amparo-keys publish --daily"
    hours = int(clock.now() - view.witnessed_at) // 3600
    if hours * 3600 < LATE:
        return None
    left = 48 - hours
    rest = f"In {left} hours nobody can file" if left > 0 else "Nobody can file"
    return f"ALARM: the log's newest checkpoint is {hours} hours old. {rest}. Run: amparo-keys publish --daily"


def _take_stops(
    directory: Path, genesis: bytes, view: View, witnesses: Sequence[str], gateways: Sequence[str]
) -> list[str]:
    """Every stop held elsewhere that counts stands in the log; a sentence for each place that could not be asked.

    One of each statement and key: whoever adds a stranger's signature to a stop has not made another.
    """
    trouble, found = [], [stop.raw for stop in read_stops(stops_of(directory))]
    for url in witnesses:
        try:
            found += held_stops(url)
        except NotReached as why:
            trouble.append(str(why))
    for url in gateways:
        try:
            found += [stop.raw for stop in directory_of(url).stops]
        except NotReached:
            continue  # said when it is handed the log
    leaves, given_by, new = read_leaves(directory), _given_by(view), []
    standing = {pair for leaf in leaves for pair in given_by(leaf)}
    for stop in dict.fromkeys(found):
        pairs = given_by(stop)
        if not pairs <= standing:
            standing |= pairs
            new.append(stop)
    tried = fold([*leaves, *new], genesis, checkpoints=read_checkpoints(checkpoints_of(directory)))
    ignored = {index for index, _ in tried.ignored}
    taken = [stop for index, stop in enumerate(new, start=len(leaves)) if index not in ignored]
    append_leaves(directory, taken)
    for number in range(len(leaves), len(leaves) + len(taken)):
        tell(f"Took a stop into the log that came in elsewhere: statement {number}.")
    return trouble


def _given_by(view: View) -> GivenBy:
    return partial(stop_by, ring=ring_of(view.law), genesis=view.genesis)


def _gathered(
    directory: Path, view: View, raw: bytes, leaves: Sequence[bytes], witnesses: Sequence[tuple[str, str]]
) -> tuple[bytes, list[str]]:
    """The checkpoint with every cosignature that could be had, and what went wrong."""
    known, given_by = {key.name: key for key in view.law.witnesses}, _given_by(view)
    seen, trouble = _remembered(directory), []
    for name, url in witnesses:
        if name not in known:
            trouble.append(f"The root in force lists no witness {name}. Correct --witness.")
            continue
        try:
            got = cosigned(url, known[name], raw, leaves, given_by, last=seen.get(name, 0))
        except (NoCosignature, NotReached) as why:
            trouble.append(f"No cosignature of {name}: {why}")
            continue
        raw = with_cosignatures(raw, [got.line])
        if got.set_back:
            trouble.append(
                f"ALARM: {name} had cosigned {seen[name]} statements and remembers {got.seen}. It was set back to an "
                "old copy. Ask who runs it what happened; if he cannot say, take it out of the root."
            )
        seen[name] = len(leaves)
        _remember(directory, seen)
    if unasked := sorted(set(known) - {name for name, _ in witnesses}):
        tell(f"Not asked: {', '.join(unasked)}. Name every witness of the root with --witness.")
    return raw, trouble


def _too_few(view: View) -> str:
    late = lateness(view)
    return late or f"ALARM: fewer than {view.law.witness_threshold} witnesses cosigned. Try again within the hour."


def _handed_over(url: str, directory: Path, leaves: Sequence[bytes]) -> str | None:
    """None when the gateway at `url` shows these leaves and every checkpoint; the alarm otherwise."""
    checkpoints = read_checkpoints(checkpoints_of(directory))
    try:
        shown = directory_of(url)
        common = min(len(shown.leaves), len(leaves))
        if shown.leaves[:common] != leaves[:common] or len(shown.leaves) > len(leaves):
            return f"ALARM: {url} shows another log than this one. Call who runs it, and the coalition."
        body = write_handed(_new_there(shown, leaves, checkpoints))
        if len(body) > MOST:
            return f"{url} lacks too much to be handed over by this way. Copy the directory's files to it by hand."
        answer = _call_patiently(url.rstrip("/") + "/v1/log", body)
        if answer.status == 204:
            tell(f"{url} shows it.")
            return None
        return f"{url} did not take the log (it answered {answer.status}). Call who runs it."
    except NotReached as why:
        return f"The log was not handed over: {why}"


def _call_patiently(url: str, body: bytes) -> Answer:
    """The gateway's answer, when it is not too busy with others' hand-overs to give one. Raises NotReached."""
    for seconds in AGAIN:
        with suppress(NotReached):  # who is busy may end the connection before it has taken all
            if (answer := call(url, body)).status != BUSY:
                return answer
        time.sleep(seconds)
    return call(url, body)


def _new_there(shown: ShownDirectory, leaves: Sequence[bytes], checkpoints: Sequence[bytes]) -> HandedLog:
    missing = [raw for raw in checkpoints if raw not in shown.checkpoints]
    return HandedLog(len(shown.leaves), tuple(leaves[len(shown.leaves) :]), tuple(missing or checkpoints[-1:]))


def _memory(directory: Path) -> Path:
    return directory.with_name(directory.name + ".witnesses")


def _remembered(directory: Path) -> dict[str, int]:
    """How far each witness is known to have cosigned. Nothing when it is not known: the witness says it then."""
    try:
        found = json.loads(_memory(directory).read_text(encoding="ascii"))
        return {str(name): int(size) for name, size in found.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _remember(directory: Path, seen: dict[str, int]) -> None:
    write_statement(_memory(directory), json.dumps(seen, sort_keys=True).encode("ascii"), again=True)
