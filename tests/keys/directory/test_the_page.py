"""`keys/DIRECTORY.md` says what the program does: its example is a vector, and every rule stands on it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from keys.ceremony.cli import COMMANDS
from keys.directory.checkpoint import read_checkpoint, witnessed
from keys.directory.notes import parse
from keys.roles import KIND_ROLES, Role
from tests.keys.directory.corpus import BASE, FIRST, START, STEP, folded, noon
from tests.keys.directory.freeze import FOLDER

KEYS = Path(__file__).parents[3] / "keys"
PAGE = (KEYS / "DIRECTORY.md").read_text("utf-8")

SOURCES = (
    "directory/checkpoint.py",
    "directory/register.py",
    "directory/rules.py",
    "directory/view.py",
    "directory/fold.py",
)
FROZEN = ("negative", "beginnings", "checkpoints")


def test_the_example_is_a_frozen_statement() -> None:
    blocks = re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)
    example = parse(blocks[0].encode())
    assert example.text in [each["text"] for each in json.loads((FOLDER / "statements.json").read_text("utf-8"))]


def test_the_example_of_a_checkpoint_is_one_of_the_vectors_log() -> None:
    blocks = re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)
    (example,) = (read_checkpoint(each.encode()) for each in blocks if each.startswith("log.example"))
    times = witnessed(example, FIRST.log_key, FIRST.witnesses, FIRST.witness_threshold, now=noon(BASE))
    assert times.last == START + 2 * STEP
    assert example.head.root == folded(BASE).root


def test_every_rule_of_the_program_is_on_the_page_and_has_a_vector() -> None:
    source = "".join((KEYS / name).read_text("utf-8") for name in SOURCES)
    rules = set(re.findall(r'"(F\d+-[a-z0-9-]+)[:"]', source))
    rules |= set(re.findall(r'"(F\d+-[a-z0-9-]+)",\n', source))
    rules |= {f"F7-{name}" for name in re.findall(r'\(\s*"([a-z-]+)",\s', source)}
    vectors = "".join((FOLDER / f"{name}.json").read_text("utf-8") for name in FROZEN)
    for rule in rules:
        assert rule in PAGE
        assert rule == "F1-leaves" or f'"{rule}"' in vectors


def test_every_role_is_in_the_table_with_its_kinds() -> None:
    for role in Role:
        kinds = [str(kind) for kind, roles in KIND_ROLES.items() if role in roles]
        byte = f"0x{role:x}" if role.signs else str(int(role))
        row = f"| {role.label} | {byte} | {'ed25519' if role.signs else 'x25519'} | "
        assert row in PAGE
        assert set(PAGE.partition(row)[2].partition(" |")[0].split(", ")) == set(kinds)


def test_every_command_on_the_page_exists() -> None:
    for words in re.findall(r"amparo-keys ([a-z]+)", PAGE):
        assert words in COMMANDS
