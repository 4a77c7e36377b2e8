"""Others read our log: a Merkle library that nobody here wrote, and what C2SP and Google have published."""

from __future__ import annotations

from copy import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion

from keys.directory import merkle
from keys.directory.checkpoint import cosigned_at, cosigner_id, read_checkpoint
from keys.directory.notes import NoteKey, key_id
from keys.encoding import unb64
from tests.keys.directory.corpus import BASE, START, STEP, W, checkpoint, folded

C2SP_EXAMPLE = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""  # noqa: E501  (C2SP tlog-cosignature, the example)


def _tree(leaves: list[bytes]) -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        tree.append_entry(leaf)
    return tree


@settings(max_examples=60, deadline=None)
@given(some.lists(some.binary(max_size=40), min_size=1, max_size=40), some.data())
def test_pymerkle_has_the_same_roots_and_proofs(leaves: list[bytes], data: some.DataObject) -> None:
    tree, hashes = _tree(leaves), [merkle.leaf_hash(leaf) for leaf in leaves]
    assert [tree.get_root(size) for size in range(1, len(leaves) + 1)] == merkle.roots(hashes)
    at = data.draw(some.integers(0, len(leaves) - 1))
    theirs, ours = tree.prove_inclusion(at + 1, len(leaves)), merkle.inclusion(hashes, at)
    proof = copy(theirs)
    proof.path = [hashes[at], *ours]
    verify_inclusion(hashes[at], merkle.root(hashes), proof, index=at + 1, size=len(leaves))
    assert merkle.included(hashes[at], at, len(leaves), theirs.path[1:], tree.get_root(len(leaves)))
    old = at + 1
    theirs = tree.prove_consistency(old, len(leaves))
    verify_consistency(merkle.root(hashes[:old]), merkle.root(hashes), theirs, prior_size=old, later_size=len(leaves))
    ours = merkle.consistency(hashes, old)
    assert merkle.consistent(old, len(leaves), ours, tree.get_root(old), tree.get_root(len(leaves)))


def test_pymerkle_reads_the_root_of_our_checkpoint() -> None:
    ours = read_checkpoint(checkpoint(BASE, START))
    assert _tree(BASE).get_root(ours.head.size) == ours.head.root == folded(BASE).root


def test_the_published_checkpoint_is_read_as_it_is_written() -> None:
    found = read_checkpoint(C2SP_EXAMPLE.encode())
    assert (found.head.origin, found.head.size) == ("example.com/behind-the-sofa", 20852163)
    log_line, witness_line = found.note.signatures
    assert len(log_line.sig) == 64
    assert int.from_bytes(witness_line.sig[:8]) == 1679315147  # "time 1679315147" in the same document
    assert found.raw == C2SP_EXAMPLE.encode()


@pytest.mark.parametrize(
    ("vkey", "algorithm"),
    [
        ("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2", 0x04),
        ("TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6", 0x01),
        ("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", 0x01),
    ],
)
def test_published_keys_have_the_key_ids_we_compute(vkey: str, algorithm: int) -> None:
    """A witness in use, the test keys of transparency-dev/formats, and the one of golang.org/x/mod/sumdb/note."""
    name, ident, key = vkey.split("+", 2)
    raw = unb64(key)
    assert raw[0] == algorithm
    assert key_id(name, raw[1:], algorithm).hex() == ident
    if algorithm == 0x04:
        assert cosigner_id(NoteKey(name, raw[1:])).hex() == ident


def test_the_published_time_of_a_cosignature_is_where_we_look_for_it() -> None:
    """transparency-dev/formats, note_cosigv1_test.go: the time of this line is 1727964367."""
    line = unb64(
        "ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA=="
    )
    assert len(line) == 4 + 8 + 64
    assert int.from_bytes(line[4:12]) == 1727964367
    ours = read_checkpoint(checkpoint(BASE, START + STEP)).note.signatures[1]
    assert len(ours.sig) == 8 + 64
    assert cosigned_at(read_checkpoint(checkpoint(BASE, START + STEP)), ours, W[0].key, START + STEP) == START + STEP
