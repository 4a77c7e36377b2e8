"""The log's root and its proofs: RFC 6962, and nothing else passes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from keys.directory import merkle

# the published roots of the reference tests of RFC 6962 (certificate-transparency, merkle_tree_test)
LEAVES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
SIZES = some.integers(1, 70)


def hashes_of(size: int) -> list[bytes]:
    return [merkle.leaf_hash(bytes([n])) for n in range(size)]


def test_roots_are_the_published_ones() -> None:
    hashes = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]
    assert [root.hex() for root in merkle.roots(hashes)] == list(ROOTS)


def test_the_empty_log_has_the_root_of_nothing() -> None:
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.roots([]) == []


@given(SIZES)
def test_roots_made_one_by_one_are_the_roots_made_whole(size: int) -> None:
    hashes = hashes_of(size)
    assert merkle.roots(hashes) == [merkle.root(hashes[:n]) for n in range(1, size + 1)]


@given(SIZES, some.data())
def test_a_leaf_is_proved_at_its_own_place_only(size: int, data: some.DataObject) -> None:
    hashes = hashes_of(size)
    at, elsewhere = data.draw(some.integers(0, size - 1)), data.draw(some.integers(-1, size + 1))
    proof, root = merkle.inclusion(hashes, at), merkle.root(hashes)
    assert merkle.included(hashes[at], at, size, proof, root)
    assert merkle.included(hashes[at], elsewhere, size, proof, root) == (elsewhere == at)
    assert not merkle.included(merkle.leaf_hash(b"another"), at, size, proof, root)
    assert not merkle.included(hashes[at], at, size, [*proof, root], root)


@given(SIZES, some.data())
def test_a_log_is_proved_to_have_only_grown(size: int, data: some.DataObject) -> None:
    hashes = hashes_of(size)
    old = data.draw(some.integers(1, size))
    proof, root = merkle.consistency(hashes, old), merkle.root(hashes)
    before = merkle.root(hashes[:old])
    assert merkle.consistent(old, size, proof, before, root)
    other = merkle.root([merkle.leaf_hash(b"another"), *hashes[1:old]])
    assert not merkle.consistent(old, size, proof, other, root)
    assert not merkle.consistent(old, size, [*proof, root], before, root)
    if old < size:
        assert not merkle.consistent(old, size, proof[:-1], before, root)


@given(
    some.integers(-2, 40),
    some.integers(-2, 40),
    some.lists(some.binary(max_size=33), max_size=9),
    some.binary(min_size=32, max_size=32),
)
def test_no_wrong_proof_is_believed_or_raises(one: int, other: int, proof: list[bytes], root: bytes) -> None:
    assert not merkle.included(merkle.leaf_hash(b"x"), one, other, proof, root)
    assert not merkle.consistent(one, other, proof, merkle.leaf_hash(b"x"), root)
