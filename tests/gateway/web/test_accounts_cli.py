"""`amparo-gateway account`: the operator makes, lists, suspends and repairs caseworkers' accounts."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pyotp
import pytest
from click.testing import CliRunner, Result

from deploy.demonstration.browser import Browser
from gateway.accounts import cli
from gateway.cli import main
from tests.gateway.running import Gateway
from tests.gateway.web.conftest import NOW, PASSWORD, Caseworker
from tests.orgs import NGO


@pytest.fixture
def run(gateway: Gateway, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cli, "read_settings", lambda: gateway.host.settings)

    def invoke(*arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, ["account", *arguments], input=typed)

    return invoke


def secret_of(result: Result) -> str:
    found = re.search(r"secret  ([A-Z2-7]+)", result.output)
    assert found, result.output
    return found[1]


def test_add_prints_the_second_factor_once_and_the_account_signs_in(gateway: Gateway, run):
    result = run("add", "Dalva", "--ngo", NGO, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    secret = secret_of(result)
    assert PASSWORD not in result.output
    address = re.search(r"otpauth://\S+", result.output)
    assert address
    assert pyotp.parse_uri(address[0]).secret == secret
    assert "Sent reports" in Caseworker("dalva", secret).sign_in(gateway.browser()).text
    listed = run("list")
    assert f"dalva  {NGO}  active" in listed.output
    assert secret not in listed.output


def test_a_password_may_come_from_a_file_that_nobody_else_reads(run, tmp_path: Path):
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n")
    file.chmod(0o644)
    refused = run("add", "dalva", "--ngo", NGO, "--password-file", str(file))
    if os.name == "posix":
        assert refused.exit_code == 1
        assert "password" in refused.output
    file.chmod(0o600)
    assert run("add", "dalva", "--ngo", NGO, "--password-file", str(file)).exit_code == 0


@pytest.mark.parametrize(
    ("name", "ngo", "password", "said"),
    [
        ("dalva", "nobody-knows", PASSWORD, "lists: casa-aurora, harbour-house"),
        ("dalva", "northshire-police", PASSWORD, "no NGO of that id"),
        ("dalva", NGO, "too short", "at least 12 characters"),
        ("  ", NGO, PASSWORD, "1 to 64 characters"),
    ],
)
def test_what_cannot_be_an_account_is_refused_with_what_to_do(run, name: str, ngo: str, password: str, said: str):
    result = run("add", name, "--ngo", ngo, typed=f"{password}\n{password}\n")
    assert result.exit_code == 1
    assert said in result.output
    assert "There are no accounts yet" in run("list").output


def test_a_name_is_given_once(run):
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    run("add", "dalva", "--ngo", NGO, typed=typed)
    assert "already" in run("add", " DALVA", "--ngo", NGO, typed=typed).output


def test_suspend_signs_out_and_keeps_out(gateway: Gateway, run, dalva: Caseworker, work: Browser):
    assert run("suspend", "dalva").exit_code == 0
    assert "Sent reports" not in work.get("/caseworker/").text
    assert "Sent reports" not in dalva.sign_in(gateway.browser()).text
    assert "suspended" in run("list").output
    assert "There is no account of that name" in run("suspend", "nobody").output


def test_a_new_second_factor_ends_the_old_one_and_every_session(
    gateway: Gateway, run, dalva: Caseworker, work: Browser
):
    result = run("reset-second-factor", "dalva")
    assert "Sent reports" not in work.get("/caseworker/").text
    dalva.at = NOW
    assert "Sent reports" not in dalva.sign_in(gateway.browser()).text
    assert "Sent reports" in Caseworker("dalva", secret_of(result)).sign_in(gateway.browser()).text


def code_of(result: Result) -> str:
    found = re.search(r"code    ((?:[0-9A-Z]{4}-){4}[0-9A-Z]{4})", result.output)
    assert found, result.output
    return found[1]


def test_the_first_administrator_is_invited_with_a_code_and_nobody_here_knows_her_password(gateway: Gateway, run):
    result = run("invite", "Ada", "--ngo", NGO, "--administrator")
    assert result.exit_code == 0, result.output
    assert "/caseworker/join" in result.output
    browser = gateway.browser()
    page = browser.send(browser.get("/caseworker/join"), "code", code=code_of(result))
    assert "Welcome, ada" in page.text
    assert f"ada  {NGO}  invited  administrator" in run("list").output
    assert "no NGO of that id" in run("invite", "eve", "--ngo", "nobody-knows").output


def test_whoever_runs_the_gateway_can_bring_back_the_last_administrator(
    gateway: Gateway, run, dalva: Caseworker, work: Browser
):
    result = run("recover", "dalva")
    assert "Sent reports" not in work.get("/caseworker/").text
    assert "Sent reports" not in dalva.sign_in(gateway.browser()).text
    browser = gateway.browser()
    assert "Welcome, dalva" in browser.send(browser.get("/caseworker/join"), "code", code=code_of(result)).text
