"""Go reads our log: golang.org/x/mod's signed notes, tiles, inclusion and consistency, which nobody here wrote."""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest

from keys.directory import merkle
from keys.directory.notes import Keyring, parse, sign_note
from keys.directory.statements import Notice
from tests.keys.directory.corpus import BASE, GENESIS, LOG, START, STRANGER, R, S, V, W, checkpoint, positive
from tests.second.oracle.reading import Missing, Read, Refused, files_of, program, read

MEMBERS = [each.key for each in (*R, *S, *V)]
WITNESSES = [each.key for each in W]


@pytest.fixture(scope="module", autouse=True)
def go() -> None:
    """The reader is built. In CI it is a failure where it cannot be."""
    try:
        program()
    except Missing as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"Go did not read the log: {missing}")


def grown(size: int, chance: random.Random) -> list[bytes]:
    """A log of this size: statements of random words, each signed by one to four random members."""
    leaves = list(BASE[:size])
    while len(leaves) < size:
        words = " ".join(f"{chance.getrandbits(40):x}" for _ in range(chance.randint(1, 30)))
        by = chance.sample([*R, *S, *V], chance.randint(1, 4))
        leaves.append(sign_note(Notice(GENESIS, words).text, *by))
    return leaves


def asked(leaves: list[bytes], shown: Callable[[str], bytes | None], chance: random.Random) -> Read:
    """What Go says to every kind of proof that we make of this log."""
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]
    places = sorted(chance.sample(range(len(leaves)), min(len(leaves), 12)))
    found = read(
        shown,
        len(leaves),
        log_key=LOG.key,
        members=MEMBERS,
        witnesses=WITNESSES,
        inclusion=[(at, merkle.inclusion(hashes, at)) for at in places],
        prefixes=[(at + 1, merkle.root(hashes[: at + 1]), merkle.consistency(hashes, at + 1)) for at in places],
    )
    assert found.inclusion == [merkle.inclusion(hashes, at) for at in places]
    assert found.prefixes == [merkle.consistency(hashes, at + 1) for at in places]
    return found


@pytest.mark.parametrize("size", [1, 2, 3, 8, 13, 255, 256, 257, 700])
def test_go_reads_what_log_witnesses_and_members_signed(size: int) -> None:
    chance = random.Random(size)
    leaves = grown(size, chance)
    found = asked(leaves, files_of(leaves, checkpoint(leaves, START + 5)), chance)
    assert (found.size, found.root) == (size, merkle.root([merkle.leaf_hash(leaf) for leaf in leaves]))
    assert found.cosigned == {key.name: START + 5 for key in WITNESSES}
    ring, keys = Keyring(MEMBERS), {key.name: key.pk for key in MEMBERS}
    assert [{keys[name] for name in names} for names in found.signers] == [
        set(ring.signers(parse(leaf))) for leaf in leaves
    ]


@pytest.mark.parametrize("name", positive())
def test_go_reads_every_good_directory(name: str) -> None:
    leaves, _ = positive()[name]
    if name == "new sign keys":
        leaves = leaves[:-1]  # the last is signed by members that only the root before it lists
    asked(leaves, files_of(leaves, checkpoint(leaves, START)), random.Random(1))


def test_go_believes_no_proof_of_another_log() -> None:
    chance = random.Random(2)
    leaves = grown(40, chance)
    shown = files_of(leaves, checkpoint(leaves, START))
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]
    wrong = hashes[::-1]
    with pytest.raises(Refused, match="inclusion of 7"):
        read(shown, 40, log_key=LOG.key, members=MEMBERS, inclusion=[(7, merkle.inclusion(wrong, 7))])
    with pytest.raises(Refused, match="inclusion of 7"):
        read(shown, 40, log_key=LOG.key, members=MEMBERS, inclusion=[(7, merkle.inclusion(hashes, 8))])
    old = (9, merkle.root(wrong[:9]), merkle.consistency(wrong, 9))
    with pytest.raises(Refused, match="prefix of 9"):
        read(shown, 40, log_key=LOG.key, members=MEMBERS, prefixes=[old])


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/000", "tile/0/001.p/4", "tile/1/000.p/1",
                                  "tile/entries/000", "tile/entries/001.p/4"])  # fmt: skip
def test_go_finds_one_changed_byte_in_any_file(path: str) -> None:
    chance = random.Random(3)
    leaves = grown(260, chance)
    good = files_of(leaves, checkpoint(leaves, START))

    def shown(asked_for: str) -> bytes | None:
        content = good(asked_for)
        if asked_for == path and content:
            at = len(content) // 2
            content = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        return content

    asked(leaves, good, chance)
    with pytest.raises(Refused):
        asked(leaves, shown, chance)


def test_go_believes_neither_another_log_key_nor_a_false_name() -> None:
    leaves = grown(5, random.Random(4))
    shown = files_of(leaves, checkpoint(leaves, START))
    with pytest.raises(Refused, match="no verifiable signatures"):
        read(shown, 5, log_key=STRANGER.key, members=MEMBERS)
    forged = [*leaves[:-1], sign_note(Notice(GENESIS, "x").text, R[0]).replace(b" root-1 ", b" root-2 ")]
    with pytest.raises(Refused, match="statement 4"):
        read(files_of(forged, checkpoint(forged, START)), 5, log_key=LOG.key, members=MEMBERS)
