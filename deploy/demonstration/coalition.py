"""A whole small deployment's keys in one hand, for the demonstration, the benchmark and tests; never for anything else.

    coalition = Coalition.draw()
    leaves = [coalition.found({"northshire-police": Kind.POLICE, "haven": Kind.NGO, "amparo-gateway": Kind.GATEWAY})]
    genesis = leaf_hash(leaves[0])                                  # what everybody pins
    keys = draw_role("northshire-police", Role.CRIME, clock.today())
    leaves += coalition.list_keys(genesis, keys)                    # one signed `add` for each role
    view = fold(leaves, genesis, checkpoints=[coalition.publish(leaves)])   # as the log and the witnesses would
    view.recipients("northshire-police", Role.CRIME, clock.today())
    crime = [each.key for each in keys]                             # Openers; those of a role that signs are Signers
    leaves.append(coalition.stop(genesis, leaf_hash(leaves[1]), "laptop stolen"))

`coalition.write(folder, passphrase)` and `Coalition.read(folder, passphrase)` keep the keys in locked files; a
directory file grows with `keys.directory.files.append_leaf`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from keys import clock
from keys.ceremony.make_keys import DatedPrivateKey, add_statement, root_statement
from keys.directory.checkpoint import TreeHead, cosign, write_checkpoint
from keys.directory.member_keys import MEMBER_PARTS, read_member, write_member
from keys.directory.merkle import leaf_hash
from keys.directory.merkle import root as tree_root
from keys.directory.notes import NoteSigner, sign_note
from keys.directory.rules import DEMONSTRATION
from keys.directory.statements import Root, Stop
from keys.errors import BadKeyFile
from keys.keyfiles import MODERATE
from keys.roles import Role


@dataclass(frozen=True)
class Coalition:
    """Every member's private key in one hand: right for a test or a demonstration, wrong for anything else."""

    root: tuple[NoteSigner, ...]
    sign: tuple[NoteSigner, ...]
    veto: tuple[NoteSigner, ...]
    log_key: NoteSigner
    witnesses: tuple[NoteSigner, ...]

    @classmethod
    def draw(cls, *, root: int = 1, sign: int = 2, veto: int = 3, witnesses: int = 2) -> Coalition:
        """A new coalition with this many keys of each part."""

        def drawn(part: str, count: int) -> tuple[NoteSigner, ...]:
            return tuple(NoteSigner(f"{part}-{n}", secrets.token_bytes(32)) for n in range(1, count + 1))

        return cls(
            root=drawn("root", root),
            sign=drawn("sign", sign),
            veto=drawn("veto", veto),
            log_key=drawn("log", 1)[0],
            witnesses=drawn("witness", witnesses),
        )

    def statement(self, orgs: Mapping[str, str], deployment: str = DEMONSTRATION) -> Root:
        """The unsigned first root that lists this coalition and these organisations (id: kind)."""
        return root_statement(
            root=[each.key for each in self.root],
            sign=[each.key for each in self.sign],
            veto=[each.key for each in self.veto],
            log_key=self.log_key.key,
            witnesses=[each.key for each in self.witnesses],
            orgs=orgs,
            deployment=deployment,
        )

    def found(self, orgs: Mapping[str, str], deployment: str = DEMONSTRATION) -> bytes:
        """Leaf 0: the signed first root. Its leaf hash is what everybody pins."""
        return sign_note(self.statement(orgs, deployment).text, *self.root)

    def list_keys(self, genesis: bytes, keys: Iterable[DatedPrivateKey]) -> list[bytes]:
        """A signed `add` for each organisation and role among `keys`."""
        groups: dict[tuple[str, Role], list[DatedPrivateKey]] = {}
        for each in keys:
            groups.setdefault((each.key.org, each.key.role), []).append(each)
        statements = (add_statement(genesis, group) for group in groups.values())
        return [sign_note(each.text, *self.sign[:2]) for each in statements]

    def stop(self, genesis: bytes, leaf: bytes, reason: str) -> bytes:
        """A signed stop of the statement with the leaf hash `leaf`: one veto key is enough."""
        return sign_note(Stop(genesis, leaf, reason).text, self.veto[0])

    def publish(self, leaves: Sequence[bytes], now: float | None = None) -> bytes:
        """The checkpoint of these leaves, signed by the log, cosigned by every witness as of `now` (seconds)."""
        hashes = [leaf_hash(leaf) for leaf in leaves]
        raw = write_checkpoint(TreeHead(self.log_key.name, len(leaves), tree_root(hashes)), self.log_key)
        for witness in self.witnesses:
            raw = cosign(raw, witness, int(clock.now() if now is None else now))
        return raw

    def _members(self) -> list[tuple[str, NoteSigner]]:
        groups = (self.root, self.sign, self.veto, (self.log_key,), self.witnesses)
        return [(part, each) for part, group in zip(MEMBER_PARTS, groups, strict=True) for each in group]

    def write(self, folder: Path, passphrase: bytes, *, limits: tuple[int, int] = MODERATE) -> None:
        """A locked key file for every member in `folder`."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for part, member in self._members():
            write_member(folder / f"{member.name}.key", part, member, passphrase, limits=limits)

    @classmethod
    def read(cls, folder: Path, passphrase: bytes, *, weak: bool = False) -> Coalition:
        """The coalition whose key files lie in `folder`. BadKeyFile when one is missing, damaged or exposed."""
        groups: dict[str, list[NoteSigner]] = {part: [] for part in MEMBER_PARTS}
        for path in sorted(folder.glob("*.key")):
            part, member = read_member(path, passphrase, weak=weak)
            groups[part].append(member)
        if not all(groups.values()):
            raise BadKeyFile(f"{folder} does not hold a key file of every part. Restore the backup.")
        root, sign, veto, log_key, witnesses = (tuple(groups[part]) for part in MEMBER_PARTS)
        return cls(root, sign, veto, log_key[0], witnesses)
