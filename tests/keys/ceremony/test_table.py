"""What a light reader is told is what the fold says: who is listed, active and stopped, at every moment."""

import json
from pathlib import Path

from click.testing import CliRunner

from deploy.demonstration import deployment
from keys.ceremony import cli
from keys.ceremony.table import as_table
from keys.directory.view import View
from keys.roles import Role
from tests.vectors.making.directory import frozen_orgs


def active(table: dict, org: str, role: Role, day: int, size: int, at: int) -> list[str]:
    """By section 10 of DIRECTORY.md, from the table alone."""
    return sorted(
        key["kid"]
        for key in table["keys"]
        if (key["org"], key["role"]) == (org, role) and key["leaf"] < size
        and key["counts_from"] is not None and key["counts_from"] <= at and key["from"] <= day < key["until"]
    )  # fmt: skip


def test_a_table_answers_as_the_fold_does() -> None:
    view: View = frozen_orgs().view()
    table = json.loads(json.dumps(as_table(view)))
    assert table["organisations"] == {org: str(view.org_kind(org)) for org in table["organisations"]}
    assert table["witnessed"]
    for moment in table["witnessed"]:
        size, at = moment["size"], moment["time"]
        assert table["roots"][str(size)] == view.root_at(size).hex()  # type: ignore[union-attr]
        for org in table["organisations"]:
            for role in Role:
                for day in range(at // 86400 - 2, at // 86400 + 2):
                    folded = [key.kid.hex() for key in view.active(org, role, day, size, at)]
                    assert active(table, org, role, day, size, at) == folded
    stopped = {key["kid"] for key in table["keys"] if key["stopped"]}
    assert stopped == {key["kid"] for key in table["keys"] if view.stopped(bytes.fromhex(key["kid"]))}
    assert stopped


def test_the_command_writes_it_whole_and_says_how_long_it_may_be_used(tmp_path: Path) -> None:
    made = deployment.opened(tmp_path / "deployment", "http://127.0.0.1:9")
    file = tmp_path / "table.json"
    done = CliRunner().invoke(
        cli.main, ["table", "--to", str(file), "--directory", str(made.directory), "--genesis", made.genesis.hex()]
    )
    assert done.exit_code == 0, done.output
    assert "48 hours" in done.output
    assert json.loads(file.read_text())["genesis"] == made.genesis.hex()
    assert list(tmp_path.glob("*.new")) == []
