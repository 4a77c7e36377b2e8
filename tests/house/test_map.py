"""README's map is the tree, and every reference in the repository leads somewhere."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT, capture_output=True, check=True, text=True,
).stdout.splitlines()  # fmt: skip
PACKAGES = sorted({str(Path(name).parent) for name in TRACKED if name.endswith("/__init__.py")})
PAGES = [name for name in TRACKED if name.endswith(".md")]
PROSE = [name for name in TRACKED if name.endswith((".md", ".py", ".html", ".mjs", ".go", ".toml", ".txt"))]
ELSEWHERE = re.compile(r"\b(PROTOCOL|DECISIONS|DOMAIN|STACK|HOUSE)(\.md\b| [DFGPR]?\d)|\bD\d{1,2}\b(?! *\()")
SECTION = re.compile(r"(?<![\w.:])\(\d{1,2}\.\d{1,2}\)")
CHECK = re.compile(r"\b([GRPCF]\d{1,2})\b(?!-)")


def mapped() -> list[str]:
    """The folders of README's map, in its order."""
    section = README[README.index("## The map") :]
    return re.findall(r"^\| `([\w/]+)/` \|", section, re.MULTILINE)


def test_the_map_is_the_last_section_of_the_readme() -> None:
    assert re.findall(r"^## (.*)$", README, re.MULTILINE)[-1] == "The map"


def test_every_folder_of_the_map_is_there_once() -> None:
    assert len(mapped()) == len(set(mapped()))
    assert [folder for folder in mapped() if not (ROOT / folder).is_dir()] == []


def test_every_package_is_on_the_map() -> None:
    expected = {name for name in PACKAGES if not name.startswith("tests") and "migrations" not in name}
    assert expected <= set(mapped())


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_to_a_file(page: str) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", (ROOT / page).read_text("utf-8"))
    here = [target for target in targets if not re.match(r"https?:|mailto:", target)]
    assert [target for target in here if not (ROOT / page).parent.joinpath(target).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_a_page_names_is_there(page: str) -> None:
    named = re.findall(r"`((?:gateway|keys|workers|tests|deploy)/[\w./-]*)`", (ROOT / page).read_text("utf-8"))
    assert [name for name in named if not (ROOT / name.rstrip("/")).exists()] == []


def test_no_reference_leads_out_of_the_repository() -> None:
    found = []
    for name in PROSE:
        for number, line in enumerate((ROOT / name).read_text("utf-8").splitlines(), 1):
            if ELSEWHERE.search(line) and name != str(Path(__file__).relative_to(ROOT)):
                found.append(f"{name}:{number}: {line.strip()[:80]}")
    assert found == []


def test_a_section_that_is_named_says_of_which_page() -> None:
    found = [
        f"{name}:{number}"
        for name in TRACKED
        if name.endswith(".py") and not name.startswith("tests/")
        for number, line in enumerate((ROOT / name).read_text("utf-8").splitlines(), 1)
        if SECTION.search(line)
    ]
    assert found == []


def test_every_check_that_the_code_names_is_on_a_page() -> None:
    pages = "".join((ROOT / "keys" / name).read_text("utf-8") for name in ("ENVELOPE.md", "DIRECTORY.md"))
    known = set(CHECK.findall(pages))
    named = {
        code
        for name in TRACKED
        if name.endswith(".py") and name.startswith(("keys/", "gateway/", "workers/"))
        for code in CHECK.findall((ROOT / name).read_text("utf-8"))
    }
    assert sorted(named - known) == []
