"""The containers, read as files: each may do little, each path in them exists, and no secret is in an image.

That they start and answer was tried by hand with podman; no test has an engine or images.
"""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.test_units import ROOT, UNITS, said, set_in

DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
CONTAINERFILE = (DEPLOY / "Containerfile").read_text()
DRAW = DEPLOY / "draw-secrets"
HOME = "${AMPARO_HOME:?}/"
UIDS = {"owner": 10004, "gateway": 10001, "worker": 10002, "watch": 10005}  # of whose each password file is
BROKER = "10006"


def mounts(service: str) -> dict[str, str]:
    """What is mounted, and where."""
    return dict(each.rsplit(":ro", 1)[0].rsplit(":", 1) for each in SERVICES[service].get("volumes", []))


def environment(service: str) -> dict[str, str]:
    return SERVICES[service].get("environment", {})


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_may_do_little(service: str) -> None:
    told = SERVICES[service]
    assert told["read_only"] is True
    assert told["cap_drop"] == ["ALL"]
    assert told["security_opt"] == ["no-new-privileges:true"]
    assert told["ulimits"]["core"] == 0
    assert told["memswap_limit"] == told["mem_limit"]
    assert all("noexec" in each and "size=" in each for each in told["tmpfs"])
    assert told["logging"]["options"]["max-size"] == "1m"
    assert not {"privileged", "cap_add", "pid", "ipc", "devices", "userns_mode", "extra_hosts"} & told.keys()
    user, _, group = told["user"].partition(":")
    assert user == group
    assert int(user) > 0


def test_each_process_is_somebody_of_its_own() -> None:
    ours = {
        name: SERVICES[name]["user"] for name in ("gateway", "worker", "beat", "rest", "watch", "broker", "database")
    }
    assert len(set(ours.values())) == len(ours)
    assert SERVICES["migrate"]["user"] == SERVICES["roles"]["user"] == ours["rest"]  # the owner of the tables


def test_only_the_gateway_has_a_network_and_nobody_gets_out_by_it() -> None:
    alone = {name for name, told in SERVICES.items() if told.get("network_mode") == "none"}
    assert SERVICES.keys() - alone == {"gateway"}
    assert all("ports" not in SERVICES[name] for name in alone)
    assert SERVICES["gateway"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "proxy_pass http://127.0.0.1:8000;" in (DEPLOY / "nginx.conf").read_text()
    front = COMPOSE["networks"]["front"]
    assert front["driver_opts"] == {"com.docker.network.bridge.enable_ip_masquerade": "false"}
    assert environment("gateway")["AMPARO_TRUSTED_PROXIES"] == front["ipam"]["config"][0]["gateway"]


def test_the_broker_keeps_no_file() -> None:
    assert mounts("broker") == {
        "./systemd/broker.conf": "/etc/amparo/broker.conf",
        "broker-socket": "/run/amparo-broker",
    }
    told = (UNITS / "broker.conf").read_text().splitlines()
    assert {'save ""', "appendonly no", "port 0", "dir /run/amparo-broker"} <= set(told)
    assert SERVICES["broker"]["entrypoint"][-1] == "/etc/amparo/broker.conf"


def test_nothing_but_the_database_rests_on_a_disk() -> None:
    on_disk = {name for name, told in COMPOSE["volumes"].items() if told.get("driver_opts", {}).get("type") != "tmpfs"}
    assert on_disk == {"database"}
    assert [name for name in SERVICES if "database" in mounts(name)] == ["database"]
    assert "wal_recycle=off" in SERVICES["database"]["command"]


def test_who_uses_the_broker_is_in_its_group_and_nobody_else_reaches_it() -> None:
    for name in SERVICES.keys() - {"broker"}:
        assert ("broker-socket" in mounts(name)) == (SERVICES[name].get("group_add") == [BROKER])
    assert "database-socket" not in mounts("beat")  # as on a host: it says when, and sees nothing


def test_every_file_that_is_named_exists_or_is_drawn(tmp_path: Path) -> None:
    named = [place for name in SERVICES for place in mounts(name)]
    named += [told["file"] for told in COMPOSE["secrets"].values()]
    drawn = DRAW.read_text()
    for place in named:
        if place.startswith("./"):
            assert (DEPLOY / place).exists(), place
        elif place.startswith(HOME):
            assert place.removeprefix(HOME) in drawn or place.removeprefix(HOME) in UIDS, place
        else:
            assert place in COMPOSE["volumes"], place


def test_a_secret_is_a_file_of_whose_it_is_and_no_setting_holds_one() -> None:
    assert set(COMPOSE["secrets"]) == {secret for told in SERVICES.values() for secret in told.get("secrets", [])}
    for name, told in SERVICES.items():
        for value in map(str, environment(name).values()):
            assert "password=" not in value
            assert not re.search(r"://[^/@]*:[^/@]*@", value)
            if found := re.search(r"/run/secrets/([\w.-]+)", value):
                assert found[1] in told["secrets"]
    uids = {"gateway": "gateway", "worker": "worker", "watch": "watch", "rest": "owner"}
    assert all(SERVICES[name]["user"] == f"{UIDS[who]}:{UIDS[who]}" for name, who in uids.items())
    assert all(f"{who}:{uid}" in DRAW.read_text() for who, uid in UIDS.items())
    assert environment("gateway")["AMPARO_DATABASE_URL"].count("@/") == 1


def test_each_process_is_started_as_its_unit_starts_it_and_told_what_its_unit_is_told() -> None:
    for name in ("worker", "beat"):
        unit = said(f"amparo-{name}.service", "ExecStart")[0].removeprefix("/opt/amparo/bin/")
        assert SERVICES[name]["command"] == unit.split()
    gateway = said("amparo-gateway.service", "ExecStart")[0].removeprefix("/opt/amparo/bin/")
    assert " ".join(re.findall(r'"([^"]+)"', CONTAINERFILE.splitlines()[-1])) == gateway
    assert environment("gateway").keys() <= set_in("gateway.env")
    assert environment("worker").keys() <= set_in("worker.env")


def test_the_containerfile_copies_what_exists_and_only_the_program() -> None:
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", CONTAINERFILE, re.MULTILINE)
    sources = [source for line in copied for source in line.split()]
    assert {"gateway", "keys", "workers", "deploy/locks/gateway.txt"} <= set(sources)
    assert all((ROOT / source).exists() for source in sources)
    assert not [source for source in sources if source in (".", "tests", "deploy", ".amparo")]
    assert not re.search(r"^(ADD|ARG (?!BASE=))", CONTAINERFILE, re.MULTILINE)


def test_the_containerfile_installs_by_hash_and_ends_as_nobody() -> None:
    page = (DEPLOY / "INSTALL.md").read_text()
    for words in ("--no-deps --require-hashes --only-binary :all: -r", "--no-deps --no-build-isolation --no-index"):
        assert words in CONTAINERFILE
        assert words in page
    (user,) = re.findall(r"^USER (\d+):\d+$", CONTAINERFILE, re.MULTILINE)
    assert SERVICES["gateway"]["user"] == f"{user}:{user}"
    assert "curl" not in CONTAINERFILE


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """A folder of secrets, drawn without leave to give files to others: `chown` is a word that does nothing here."""
    words = tmp_path / "bin"
    words.mkdir()
    (words / "chown").symlink_to(shutil.which("true") or "/bin/true")
    path = f"{words}:/usr/bin:/bin"
    for _ in range(2):
        subprocess.run([DRAW, tmp_path / "home"], env={"PATH": path}, check=True, capture_output=True)
        if (tmp_path / "before").exists():
            assert (tmp_path / "before").read_bytes() == (tmp_path / "home" / "pepper").read_bytes()
        shutil.copy(tmp_path / "home" / "pepper", tmp_path / "before")
    return tmp_path / "home"


def test_drawn_secrets_are_each_their_own_and_nobody_else_s_to_read(drawn: Path) -> None:
    files = [path for path in drawn.iterdir() if path.is_file()]
    missing = set(COMPOSE["secrets"]) - {path.name for path in files}
    assert missing == {"intake.key", "intake-passphrase"}  # from the ceremony
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o400}
    words = re.findall(
        r"[0-9a-f]{64}", "".join((drawn / name).read_text() for name in (*UIDS, "pepper", "accounts-key"))
    )
    assert len(set(words)) == len(words) == len(UIDS) + 2


def test_the_database_is_filled_with_the_roles_whose_passwords_were_drawn(drawn: Path) -> None:
    made = (drawn / "database.sql").read_text()
    for who in UIDS:
        role, password = (drawn / who).read_text().strip().split(":")[3:]
        assert f"CREATE ROLE \"{role}\" LOGIN PASSWORD '{password}';" in made
    assert "\n\\connect amparo\nGRANT EXECUTE ON FUNCTION pg_switch_wal()" in made
    assert 'CREATE DATABASE amparo OWNER "amparo-owner";' in made
