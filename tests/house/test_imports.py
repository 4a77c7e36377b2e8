"""Who may import whom. The contracts are in pyproject.toml; here they are run, and shown to bite."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = (sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-logo")

# contract id -> (file, the forbidden line planted in it)
PLANTED = {
    "keys-public": ("keys/planted_public.py", "import httpx"),
    "keys-private": ("gateway/planted_opening.py", "import keys.private.opening"),
    "keys-private-imports": ("keys/private/planted.py", "import click"),
    "ceremony": ("keys/ceremony/prompts.py", "import httpx"),
    "desk": ("keys/desk/planted.py", "import gateway.store"),
    "desk-layers": ("keys/desk/police/margins.py", "import keys.desk.ngo.care"),
    "desk-store": ("keys/desk/store/vault.py", "import keys.desk.sync.gateway_client"),
    "desk-web": ("keys/desk/web/planted.py", "import keys.private.opening"),
    "report": ("gateway/report/planted.py", "import keys.roles"),
    "pure": ("gateway/report/printing/planted.py", "import flask"),
    "look": ("gateway/look/planted.py", "import gateway.report"),
    "store": ("gateway/store/planted.py", "import keys.envelope.sealing"),
    "journeys": ("gateway/filing.py", "import flask"),
    "practice": ("gateway/web/caseworker/practice.py", "import gateway.answering"),
    "two-doors": ("gateway/web/planted.py", "import gateway.api"),
    "gateway-workers": ("gateway/planted_worker.py", "import workers.app"),
    "workers": ("workers/planted.py", "import gateway.config"),
    "workers-see-nothing": ("workers/planted.py", "import keys.token"),
}


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says about the tree, with nothing remembered from another one."""
    wide = {"COLUMNS": "200", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(tree)}
    return subprocess.run([*LINT, "--no-cache"], cwd=tree, env=wide, capture_output=True, text=True, check=False)


def contract_names() -> dict[str, str]:
    """Contract id -> its name, as pyproject.toml has them."""
    text = (ROOT / "pyproject.toml").read_text()
    return dict(re.findall(r'\[\[tool\.importlinter\.contracts\]\]\nid = "(.+)"\nname = "(.+)"', text))


def test_every_contract_is_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says about a copy of the tree in which every rule is broken once."""
    tree = tmp_path_factory.mktemp("planted")
    for name in ("keys", "gateway", "workers"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tree / "tests" / "house").mkdir(parents=True)
    for path in ("pyproject.toml", "tests/__init__.py", "tests/house/__init__.py", "tests/house/imports_only.py"):
        shutil.copy(ROOT / path, tree / path)
    for path, line in PLANTED.values():
        with open(tree / path, "a") as file:
            file.write(f"\n{line}\n")
    done = lint(tree)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_import_breaks_its_contract(planted: str, contract: str) -> None:
    assert f"{contract_names()[contract]} BROKEN" in planted


def test_every_contract_has_a_planted_import() -> None:
    assert set(contract_names()) == set(PLANTED)


@pytest.mark.parametrize(
    ("module", "never"),
    [
        ("workers.app", ("flask", "werkzeug", "marshmallow", "keys.token", "keys.private", "gateway.filing")),
        ("keys.desk.cli.main", ("flask", "werkzeug", "sqlalchemy", "celery", "redis", "gateway.store")),
        ("gateway.app", ("workers", "keys.desk", "keys.ceremony.cli")),
    ],
)
def test_a_fresh_interpreter_loads_nothing_it_must_not(module: str, never: tuple[str, ...]) -> None:
    look = f"import sys, {module}; print([n for n in {never!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
