"""`keys/DIRECTORY.md` says what the program does: its example is a vector, and every rule stands on it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from keys.notes import parse
from keys.parts import KIND_ROLES, Role
from keys.private.ceremony import main
from tests.keys.directory.freeze import FOLDER

KEYS = Path(__file__).parents[3] / "keys"
PAGE = (KEYS / "DIRECTORY.md").read_text("utf-8")


def test_the_example_is_a_frozen_statement() -> None:
    blocks = re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)
    example = parse(blocks[0].encode())
    assert example.text in [
        each["text"] for each in json.loads((FOLDER / "statements.json").read_text("utf-8"))
    ]


def test_every_rule_of_the_program_is_on_the_page_and_has_a_vector() -> None:
    source = "".join((KEYS / name).read_text("utf-8") for name in ("directory.py", "rules.py"))
    rules = set(re.findall(r'"(F\d+-[a-z0-9-]+)[:"]', source))
    rules |= {f"F7-{name}" for name in re.findall(r'\(\s*"([a-z-]+)",\s', source)}
    vectors = "".join((FOLDER / name).read_text("utf-8") for name in ("negative.json", "beginnings.json"))
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
        assert words in main.commands
