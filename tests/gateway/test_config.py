"""The gateway refuses to start rather than guess, and says what to set."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import config
from gateway.config import Settings, read_settings
from gateway.errors import BadSetting
from gateway.runtime import Host
from keys.roles import Role
from tests.gateway.running import Gateway
from tests.orgs import GATEWAY, NGO, Orgs


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    for name in ("directory", "intake.key"):
        (tmp_path / name).write_text("")
    for name in ("pepper", "accounts", "passphrase"):
        (tmp_path / name).write_text("ab" * 32 + "\n")
        (tmp_path / name).chmod(0o600)
    return {
        "AMPARO_PUBLIC_URL": "https://amparo.example",
        "AMPARO_DATABASE_URL": f"sqlite:///{tmp_path}/gateway.sqlite",
        "AMPARO_REDIS_URL": "redis://127.0.0.1:6379/0",
        "AMPARO_DIRECTORY": str(tmp_path / "directory"),
        "AMPARO_GENESIS": "cd" * 32,
        "AMPARO_GATEWAY_ORG": "amparo-gateway",
        "AMPARO_INTAKE_KEY": str(tmp_path / "intake.key"),
        "AMPARO_INTAKE_PASSPHRASE_FILE": str(tmp_path / "passphrase"),
        "AMPARO_PEPPER_FILE": str(tmp_path / "pepper"),
        "AMPARO_ACCOUNTS_KEY_FILE": str(tmp_path / "accounts"),
    }


def refusal(environment: dict[str, str]) -> str:
    with pytest.raises(BadSetting) as caught:
        read_settings(environment)
    return str(caught.value)


def test_complete_settings_are_read_and_show_no_secret(environment: dict[str, str]) -> None:
    settings = read_settings(environment)
    assert settings.pepper == settings.accounts_key == bytes.fromhex("ab" * 32)
    assert "abab" not in repr(settings)
    assert "\\xab" not in repr(settings)
    assert not settings.loopback


def test_every_setting_is_needed_and_named_when_it_is_missing(environment: dict[str, str]) -> None:
    for name in environment:
        assert name in refusal({key: value for key, value in environment.items() if key != name})


@pytest.mark.parametrize(
    "url", ["http://amparo.example", "ftp://127.0.0.1", "https://", "https://a/path", "https://u@a", "a", "http://[::1"]
)
def test_a_public_address_is_https_or_this_machine(environment: dict[str, str], url: str) -> None:
    assert "AMPARO_PUBLIC_URL" in refusal(environment | {"AMPARO_PUBLIC_URL": url})


def test_everything_that_is_missing_or_wrong_is_named_at_once(environment: dict[str, str]) -> None:
    said = refusal({})
    assert [name for name in environment if name not in said] == []
    assert len(said.splitlines()) == len(environment)
    two = refusal(environment | {"AMPARO_REPORTS_A_DAY": "many", "AMPARO_ONION": "a"})
    assert len(two.splitlines()) == 2


@pytest.mark.parametrize("url", ["http://127.0.0.3:8000", "http://localhost:8000/", "http://[::1]:8000"])
def test_plain_http_is_for_loopback(environment: dict[str, str], url: str) -> None:
    assert read_settings(environment | {"AMPARO_PUBLIC_URL": url}).loopback


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://amparo.example", "amparo.example"),
        ("https://Amparo.example:8443", "amparo.example"),
        ("http://localhost:8000", "localhost"),
        ("https://192.0.2.1", ""),
        ("https://[2001:db8::1]", ""),
    ],
)
def test_passkeys_are_bound_to_a_name_and_never_to_a_number(environment: dict[str, str], url: str, domain: str) -> None:
    assert read_settings(environment | {"AMPARO_PUBLIC_URL": url}).domain == domain


def test_an_onion_name_is_optional_and_whole(environment: dict[str, str]) -> None:
    name = "a2" * 28 + ".onion"
    settings = read_settings(environment | {"AMPARO_ONION": name})
    assert settings.origin_at(name) == f"http://{name}"
    assert settings.origin_at(settings.authority) == settings.origin
    assert read_settings(environment).onion == ""
    for wrong in (f"http://{name}", "a2.onion", "a2" * 28, name.upper()):
        assert "AMPARO_ONION" in refusal(environment | {"AMPARO_ONION": wrong})


@pytest.mark.parametrize("text", ["0", "-1", "many", "1000001", "²"])
def test_a_quota_that_is_no_number_stops_the_start(environment: dict[str, str], text: str) -> None:
    assert read_settings(environment).reports_a_day == config.REPORTS_A_DAY
    assert read_settings(environment | {"AMPARO_REPORTS_A_DAY": "7"}).reports_a_day == 7
    with pytest.raises(BadSetting, match="AMPARO_REPORTS_A_DAY"):
        read_settings(environment | {"AMPARO_REPORTS_A_DAY": text})


@pytest.mark.parametrize("url", ["mysql://secret-word@host/a", "sqlite://", "secret-word", "sqlite:///:memory:"])
def test_another_database_is_refused_without_repeating_its_password(environment: dict[str, str], url: str) -> None:
    said = refusal(environment | {"AMPARO_DATABASE_URL": url})
    assert "AMPARO_DATABASE_URL" in said
    assert "secret-word" not in said


@pytest.mark.parametrize("name", ["AMPARO_PEPPER_FILE", "AMPARO_ACCOUNTS_KEY_FILE", "AMPARO_INTAKE_PASSPHRASE_FILE"])
def test_a_secret_that_others_can_read_stops_the_start(environment: dict[str, str], name: str) -> None:
    Path(environment[name]).chmod(0o644)
    said = refusal(environment)
    assert name in said
    assert "chmod 600" in said


@pytest.mark.parametrize("words", ["", "ab" * 31, "not hex", "ab" * 33])
def test_a_pepper_is_exactly_32_bytes(environment: dict[str, str], words: str) -> None:
    Path(environment["AMPARO_PEPPER_FILE"]).write_text(words)
    assert "AMPARO_PEPPER_FILE" in refusal(environment)


def test_another_broker_is_refused(environment: dict[str, str]) -> None:
    assert "AMPARO_REDIS_URL" in refusal(environment | {"AMPARO_REDIS_URL": "amqp://127.0.0.1"})


def test_a_demonstration_is_never_served_to_others(gateway: Gateway) -> None:
    with pytest.raises(BadSetting, match="demonstration"):
        gateway.with_settings(public_url="https://amparo.example")


def test_a_gateway_that_the_directory_does_not_list_does_not_start(gateway: Gateway, orgs: Orgs) -> None:
    settings: Settings = gateway.host.settings
    with pytest.raises(BadSetting, match="AMPARO_GATEWAY_ORG"):
        gateway.with_settings(gateway_org=NGO)
    for signer in (orgs.signer(NGO, Role.INTAKE), orgs.signer(NGO, Role.DOOR)):
        with pytest.raises(BadSetting, match="AMPARO_INTAKE_KEY"):
            Host(settings, signer)
    assert Host(settings, orgs.signer(GATEWAY, Role.INTAKE)).settings is settings


def test_only_a_demonstration_may_let_more_into_her_mailbox_in_a_day(environment: dict[str, str]) -> None:
    assert read_settings(environment).writes_to_a_box == config.WRITES_TO_A_BOX == 2
    more = read_settings(environment | {"AMPARO_DEMONSTRATION_WRITES_TO_A_BOX": "40"})
    assert more.writes_to_a_box == 40
