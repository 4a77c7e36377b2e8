"""`amparo-desk web`: for this computer alone, and loaded only when it is asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from deploy.broker import free_port
from keys.desk.cli.main import main
from tests.orgs import FORCE
from tests.world import PASSPHRASE, create_desk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create_desk(
        tmp_path / "desk", FORCE, "police", "http://127.0.0.1:9", bytes(32), [], [], PASSPHRASE, demonstration=True
    ).close()
    (tmp_path / "passphrase").write_bytes(PASSPHRASE)
    (tmp_path / "passphrase").chmod(0o600)
    return tmp_path


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.7", "example.org", "localhost"])
def test_an_address_that_others_can_reach_is_refused_before_the_passphrase_is_asked(folder: Path, address: str) -> None:
    done = CliRunner().invoke(main, ["--desk", str(folder / "desk"), "web", "--address", address])
    assert done.exit_code == 1
    assert "can be reached from other computers" in done.output
    assert "Passphrase" not in done.output


def test_without_what_the_page_needs_the_command_says_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keys.desk.web.serve", None)
    done = CliRunner().invoke(main, ["--desk", str(folder / "desk"), "web"])
    assert done.exit_code == 1
    assert "pip install 'amparo[desk-web]'" in done.output


def test_the_command_line_loads_neither_flask_nor_the_server() -> None:
    names = "('flask', 'waitress', 'keys.desk.web.app')"
    loaded = f"import sys, keys.desk.cli.main; print([name for name in {names} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_served_desk_answers_its_link_alone_and_locks_itself_when_told_to_stop(folder: Path) -> None:
    port = free_port()
    program = [sys.executable, "-m", "keys.desk.cli.main", "--desk", str(folder / "desk")]
    program += ["--passphrase-file", str(folder / "passphrase"), "web", "--no-browser", "--port", str(port)]
    running = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        link = running.stdout.readline().split()[-1]
        place = link.partition("/start/")[0]
        with httpx.Client(trust_env=False) as browser:
            assert browser.get(place + "/inbox").status_code == 403
            assert browser.get(link).status_code == 200
            page = browser.get(place + "/inbox")
            assert "No report is here yet" in page.text
            assert "server" not in page.headers
            assert browser.get(place + "/inbox", headers={"Host": "evil.example"}).status_code == 421
        second = subprocess.run(program, capture_output=True, text=True, check=False)
        assert second.returncode == 1
        assert f"--port {port + 1}" in second.stderr
    finally:
        running.terminate()
        said, complained = running.communicate(timeout=30)
    assert said.rstrip().endswith("Closed.")
    assert (running.returncode, complained) == (0, "")
