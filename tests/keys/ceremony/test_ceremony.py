"""The ceremony, as the people at the table go through it: every command, what it says, and how it says no."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keys import clock
from keys.ceremony.cli import main
from keys.ceremony.prompts import the_view
from keys.directory.checkpoint import TreeHead, cosign, write_checkpoint
from keys.directory.files import append_checkpoint, append_stop, checkpoints_of, read_checkpoints, read_leaves, stops_of
from keys.directory.fold import fold
from keys.directory.member_keys import read_member
from keys.directory.merkle import leaf_hash, root
from keys.directory.statements import OutsideStop
from keys.encoding import b64
from keys.private.keyfile import read_opener
from keys.roles import Role
from keys.signing import read_signer

FORCE = "northshire-police"
MEMBERS = {"anna": "root", "ben": "root", "cleo": "root", "dan": "sign", "eve": "sign", "fay": "veto", "gil": "veto"}
MEMBERS |= {"hal": "veto", "log.example": "log", "ida": "witness", "jon": "witness"}


class Table:
    """A table with a folder on it, where people type commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.directory = folder / "directory.log"
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text("four random words here\n")
        self.passphrase.chmod(0o600)
        self.genesis = ""

    def run(self, *words: object, typed: str | None = None) -> Result:
        """The command's outcome; every one is a sentence, never a traceback."""
        env = {"AMPARO_DIRECTORY": str(self.directory), "AMPARO_GENESIS": self.genesis}
        env |= {"AMPARO_KEYS_PASSPHRASE_FILE": "" if typed else str(self.passphrase)}
        done = CliRunner().invoke(main, [str(word) for word in words], env=env, input=typed)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        return done

    def says(self, *words: object) -> str:
        done = self.run(*words)
        assert done.exit_code == 0, done.output
        return done.output

    def refuses(self, *words: object) -> str:
        done = self.run(*words)
        assert done.exit_code != 0
        assert "Traceback" not in done.output
        return done.output

    def key(self, name: str) -> Path:
        return self.folder / "members" / f"{name}.key"

    def sign(self, statement: Path, *names: str) -> None:
        for name in names:
            self.says("sign", statement, "--key", self.key(name), "--yes", "--demonstration")

    def found(self) -> None:
        for name, part in MEMBERS.items():
            self.says("make", "member", name, "--part", part, "--folder", self.key(name).parent, "--demonstration")
        publics = [word for name in MEMBERS for word in ("--member", self.key(name).with_suffix(".pub"))]
        orgs = ["--org", f"{FORCE}:police", "--org", "haven:ngo"]
        first = self.folder / "first.statement"
        self.says("propose", "root", "--deployment", "demonstration", *publics, *orgs, "--out", first)
        self.sign(first, "anna", "ben")
        found = re.search(r"^  ([0-9a-f]{64})$", self.says("publish", first), re.MULTILINE)
        assert found
        self.genesis = found[1]

    def make_desk(self, *more: object) -> list[Path]:
        keys, proposals = self.folder / "keys", self.folder / "proposals"
        where = ("--folder", keys, "--proposals", proposals, "--demonstration")
        self.says("make", "desk", FORCE, "--kind", "police", *where, *more)
        return sorted(proposals.iterdir())

    def publish(self, statement: Path) -> str:
        """The statement is in the log, and the log's newest checkpoint covers it."""
        said = self.says("publish", statement)
        self.checkpoint()
        return said

    def checkpoint(self) -> None:
        """The log and the witnesses have signed for all there is."""
        log_key, *witnesses = (
            read_member(self.key(name), b"four random words here", weak=True)[1]
            for name in ("log.example", "ida", "jon")
        )
        leaves = read_leaves(self.directory)
        raw = write_checkpoint(TreeHead(log_key.name, len(leaves), root([leaf_hash(each) for each in leaves])), log_key)
        for witness in witnesses:
            raw = cosign(raw, witness, int(clock.now()))
        append_checkpoint(checkpoints_of(self.directory), raw)

    def view(self):
        return the_view(self.directory, self.genesis)


@pytest.fixture
def table(tmp_path: Path) -> Table:
    table = Table(tmp_path)
    table.found()
    return table


def test_a_deployment_is_founded_and_a_desk_gets_its_keys_listed(table: Table) -> None:
    proposals = table.make_desk()
    assert len(proposals) == 5
    for statement in proposals:
        table.sign(statement, "dan", "eve")
        assert "Published as statement" in table.publish(statement)
    today = clock.today()
    (crime,) = table.view().recipients(FORCE, Role.CRIME, today)
    held = read_opener(table.folder / "keys" / f"crime-{clock.iso(today)}.key", b"four random words here", weak=True)
    assert held.pk == crime.pk
    door = read_signer(table.folder / "keys" / f"door-{clock.iso(today)}.key", b"four random words here", weak=True)
    assert table.view().listed(door.kid).serves(today + 90)
    shown = table.says("show")
    assert f"has a key on every day until {clock.iso(today + 91)}" in shown
    assert "Every statement in it counts" in table.says("verify", "--held", table.folder / "keys", "--org", FORCE)


def test_what_no_checkpoint_covers_is_shown_as_waiting(table: Table) -> None:
    statement = table.make_desk("--role", "crime")[0]
    table.sign(statement, "dan", "eve")
    assert "when the log's next checkpoint covers it" in table.says("publish", statement)
    assert table.view().forces(clock.today()) == []
    assert "waits" in table.says("show")
    assert "No checkpoint" in table.refuses("verify")
    table.checkpoint()
    assert table.view().forces(clock.today()) == [FORCE]
    assert "waits" not in table.says("show")


def test_a_statement_signed_by_too_few_is_not_published(table: Table) -> None:
    statement = table.make_desk()[0]
    before = table.directory.read_bytes()
    table.sign(statement, "dan")
    assert "1 of 2 sign keys signed" in table.refuses("publish", statement)
    table.sign(statement, "anna")
    assert "1 of 2 sign keys signed" in table.refuses("publish", statement)
    assert table.directory.read_bytes() == before


def test_copies_signed_in_two_places_are_combined(table: Table) -> None:
    statement = table.make_desk()[0]
    copy = table.folder / "copy.statement"
    copy.write_bytes(statement.read_bytes())
    table.sign(statement, "dan")
    table.sign(copy, "eve")
    assert "dan, eve" in table.says("combine", statement, copy)
    table.says("publish", statement)
    assert "already" in table.refuses("publish", statement)


def test_signing_shows_the_statement_and_asks_first(table: Table) -> None:
    statement = table.make_desk()[0]
    before = statement.read_bytes()
    done = table.run("sign", statement, "--key", table.key("dan"), "--demonstration", typed="n\n")
    assert done.exit_code != 0
    assert "Have you compared every fingerprint" in done.output
    assert "13 key(s) of northshire-police in the role crime" in done.output
    assert statement.read_bytes() == before


def test_one_member_stops_a_lost_desk_at_once(table: Table) -> None:
    statement = table.make_desk("--role", "crime")[0]
    table.sign(statement, "dan", "eve")
    table.publish(statement)
    kid = table.view().recipients(FORCE, Role.CRIME, clock.today())[0].kid.hex()
    by = ("--reason", "laptop stolen", "--key", table.key("fay"), "--yes", "--demonstration")
    table.says("stop", kid, *by, "--out", table.folder / "stops")
    (note,) = (table.folder / "stops").iterdir()
    leaves, checkpoints = read_leaves(table.directory), read_checkpoints(checkpoints_of(table.directory))
    view = fold(leaves, bytes.fromhex(table.genesis), checkpoints=checkpoints, stops=[note.read_bytes()])
    assert view.forces(clock.today()) == []
    append_stop(stops_of(table.directory), OutsideStop(note.read_bytes(), 7))
    for command in ("show", "verify"):
        assert "STOPPED" in table.run(command).output, "a stop beside the directory file holds wherever it is read"
    stops_of(table.directory).unlink()
    assert "STOPPED" not in table.says("show")
    assert "Stopped 1 statement" in table.says("stop", "1", *by)
    assert table.view().forces(clock.today()) == []
    assert "STOPPED" in table.says("show")
    assert "There is no statement or key 99" in table.refuses("stop", "99", *by)


def test_a_key_that_no_desk_made_is_an_alarm(table: Table, tmp_path: Path) -> None:
    for statement in table.make_desk("--role", "crime"):
        table.sign(statement, "dan", "eve")
        table.says("publish", statement)
    empty = tmp_path / "no keys here"
    empty.mkdir()
    said = table.refuses("verify", "--held", empty, "--org", FORCE)
    assert said.count("ALARM") == 13


def test_no_root_is_proposed_under_whose_log_nothing_could_count(table: Table) -> None:
    """F4-form: a checkpoint begins with its log's name, and the text of a note with a letter."""
    public = table.folder / "log-2.pub"
    public.write_text(f"log 2.example {b64(bytes(range(32)))}\n", encoding="ascii")
    said = table.refuses("propose", "root", "--member", public, "--out", table.folder / "never")
    assert "begins with a letter" in said


def test_a_later_root_keeps_what_it_must(table: Table) -> None:
    second = table.folder / "second.statement"
    new = table.folder / "new"
    table.says("make", "member", "kim", "--part", "sign", "--folder", new, "--demonstration")
    change = ("--member", new / "kim.pub", "--without", "eve", "--deny", "visas office", "--org", "quay:ngo")
    table.says("propose", "root", *change, "--out", second)
    table.sign(second, "anna", "cleo")
    table.publish(second)
    law = table.view().law
    assert law.version == 2
    assert [key.name for key in law.sign] == ["dan", "kim"]
    assert law.deny[-1] == "visas office"
    assert table.view().orgs(table.view().org_kind("quay")) == ["haven", "quay"]


def test_organisations_releases_endpoints_and_notices_are_proposed(table: Table) -> None:
    made = {
        "org": (("org", "southmoor-police", "--kind", "police"), ("anna", "ben")),
        "release": (("release", "amparo", "--version", "0.1.0", "--sha256", "ab" * 32), ("dan", "eve")),
        "endpoint": (("endpoint", FORCE, "https://in.northshire.example/amparo"), ("dan", "eve")),
        "notice": (("notice", "no secret order received"), ("hal",)),
    }
    for name, (words, signers) in made.items():
        out = table.folder / f"{name}.statement"
        assert f"amparo-keys sign {out}" in table.says("propose", *words, "--out", out)
        table.sign(out, *signers)
        table.says("publish", out)
    shown = table.says("show", "--statements")
    for said in (
        "southmoor-police",
        "amparo 0.1.0",
        "https://in.northshire.example/amparo",
        "no secret order received",
    ):
        assert said in shown


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("show", "--genesis", "00"), "64 hex digits"),
        (("show", "--genesis", "00" * 32), "does not begin with the pinned root"),
        (("show", "--day", "yesterday"), "is not a day"),
        (("show", "--directory", "/nowhere/at/all"), "no directory at"),
        (("propose", "notice", "Zoë", "--out", "/tmp/never"), "printable ASCII"),
        (("propose", "org", "Home-Office", "--kind", "police", "--out", "/tmp/never"), "small letters"),
        (("make", "desk", "Home Office", "--kind", "police"), "small letters"),
        (("make", "desk", FORCE, "--kind", "police", "--role", "identity"), "has no role identity"),
        (("make", "member", "two words", "--part", "root"), "one word"),
        (("make", "member", "9.example", "--part", "log"), "begins with a letter"),
        (("propose", "root", "--deployment", "x-y", "--genesis", "", "--out", "/tmp/never"), "exactly one log key"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(table: Table, words: tuple[str, ...], says: str) -> None:
    assert says in table.refuses(*words)


def test_an_organisation_that_is_denied_is_not_published(table: Table) -> None:
    out = table.folder / "org.statement"
    table.says("propose", "org", "home-office-liaison", "--kind", "police", "--out", out)
    table.sign(out, "anna", "ben", "cleo")
    assert "F8-denied" in table.refuses("publish", out)


def test_key_files_are_never_overwritten_and_never_weak_by_accident(table: Table) -> None:
    table.make_desk("--role", "door")
    where = ("--folder", table.folder / "keys", "--proposals", table.folder / "elsewhere")
    again = table.refuses("make", "desk", FORCE, "--kind", "police", "--role", "door", *where)
    assert "choose another --from" in again
    out = table.folder / "notice.statement"
    table.says("propose", "notice", "hello", "--out", out)
    assert "locked too weakly" in table.refuses("sign", out, "--key", table.key("fay"), "--yes")


def test_a_short_passphrase_is_refused(table: Table) -> None:
    table.passphrase.write_text("short\n")
    assert "at least 12" in table.refuses("make", "member", "kim", "--part", "sign", "--folder", table.folder / "kim")
    table.passphrase.chmod(0o644)
    assert "can be read by others" in table.refuses("make", "member", "kim", "--part", "sign", "--folder", table.folder)


def test_help_explains_every_command(table: Table) -> None:
    for words in (
        "",
        "make",
        "make member",
        "make desk",
        "propose",
        "propose root",
        "sign",
        "combine",
        "publish",
        "stop",
    ):
        assert "Usage:" in table.says(*words.split(), "--help")
