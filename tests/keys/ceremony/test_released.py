"""What is to be installed is looked up in the directory: what was not released, or was stopped, is an alarm."""

from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deploy.demonstration.coalition import Coalition
from keys.ceremony import cli, inspect
from keys.directory.merkle import leaf_hash
from keys.directory.notes import sign_note
from keys.directory.statements import Release, Stop
from keys.http import ShownDirectory


@pytest.mark.parametrize(("stopped", "status"), [(False, 0), (True, 1)])
def test_a_file_is_released_as_long_as_a_statement_that_counts_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped: bool, status: int
) -> None:
    coalition, lock = Coalition.draw(), tmp_path / "desk.txt"
    lock.write_text("pynacl==1.6.2 --hash=sha256:00\n")
    first = coalition.found({"casa-aurora": "ngo"})
    genesis = leaf_hash(first)
    named = Release(genesis, "amparo-desk-lock", "0.1.0", sha256(lock.read_bytes()).hexdigest())
    leaves = [first, sign_note(named.text, *coalition.sign)]
    if stopped:
        stop = Stop(genesis, leaf_hash(leaves[1]), "a hole was found in it")
        leaves.append(sign_note(stop.text, coalition.veto[0]))
    shown = ShownDirectory(leaves, [coalition.publish(leaves)], [])
    monkeypatch.setattr(inspect, "directory_of", lambda _url: shown)

    def looked_up() -> Result:
        return CliRunner().invoke(
            cli.main, ["released", str(lock), "--from", "http://127.0.0.1:9", "--genesis", genesis.hex()]
        )

    done = looked_up()
    assert done.exit_code == status, done.output
    assert ("as released" in done.output) is not stopped
    lock.write_text("pynacl==1.6.2 --hash=sha256:11\n")
    other = looked_up()
    assert other.exit_code == 1
    assert "do not install it" in other.output
