"""A release: a wheel that anybody can build again to the bit, the locks, and what is in them (`deploy/release`).

    amparo-<version>-py3-none-any.whl   of what is committed; its times are those of the commit (SOURCE_DATE_EPOCH)
    <lock>.txt                          what is installed beside it, file by file (`deploy/locks`)
    <lock>.cdx.json                     the same as a CycloneDX list of components, for whoever looks for weaknesses

A release is published by statements of the directory (`release`): what a desk is to run is signed by the coalition.
Sources: reproducible-builds.org, "SOURCE_DATE_EPOCH"; CycloneDX 1.6.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from deploy.setup import LOCKS, ROOT

_PIN = re.compile(r"^([a-z0-9-]+)==([^ ]+)(?: ; ([^\\]+))?(?: \\)?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def release(out: Path, commit: str = "HEAD") -> list[Path]:
    """Everything of a release of `commit` lies in the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    made = [build_wheel(commit, out)]
    version = made[0].name.split("-")[1]
    for lock in sorted(LOCKS.iterdir()):
        copy, components = out / lock.name, out / f"{lock.stem}.cdx.json"
        copy.write_bytes(lock.read_bytes())
        components.write_text(bill_of_materials(lock, version))
        made += [copy, components]
    return made


def build_wheel(commit: str, out: Path) -> Path:
    """The wheel of a commit, built from nothing else, without a network. The same bytes wherever it is built."""
    when = _git("log", "-1", "--format=%ct", commit).decode().strip()
    with tempfile.TemporaryDirectory(prefix="amparo-wheel-") as tree:
        subprocess.run(["tar", "--extract", "--directory", tree], input=_git("archive", commit), check=True)
        for path in Path(tree).rglob("*"):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        before = set(out.glob("*.whl"))
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": when, "PYTHONHASHSEED": "0"}
        subprocess.run([*command, "--wheel-dir", out, tree], check=True, env=environment)
        return (set(out.glob("*.whl")) - before or before).pop()


def bill_of_materials(lock: Path, version: str) -> str:
    """The components of a lock as CycloneDX JSON: name, version, package URL, and the SHA-256 of each of its files."""
    bom = Bom()
    bom.metadata.component = Component(
        name=f"amparo-{lock.stem}", version=version, type=ComponentType.APPLICATION, bom_ref="amparo"
    )
    parts = [_component(pin, hashes) for pin, hashes in _pins(lock)]
    bom.components.update(parts)
    bom.register_dependency(bom.metadata.component, parts)
    return make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1)


def sha256(path: Path) -> str:
    """In hex, as a `release` statement names it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _pins(lock: Path) -> list[tuple[re.Match[str], list[str]]]:
    found: list[tuple[re.Match[str], list[str]]] = []
    for line in lock.read_text().splitlines():
        if pin := _PIN.match(line):
            found.append((pin, []))
        elif digest := _HASH.search(line):
            found[-1][1].append(digest[1])
    return found


def _component(pin: re.Match[str], hashes: list[str]) -> Component:
    purl = PackageURL("pypi", name=pin[1], version=pin[2])
    files = [HashType(alg=HashAlgorithm.SHA_256, content=each) for each in hashes]
    return Component(
        name=pin[1], version=pin[2], purl=purl, type=ComponentType.LIBRARY, hashes=files,
        bom_ref=purl.to_string(), description=f"only where {pin[3].strip()}" if pin[3] else None,
    )  # fmt: skip


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout


def main(folder: str) -> None:
    """The release lies in the folder, and what the coalition signs of it has been printed."""
    for path in release(Path(folder)):
        print(f"{sha256(path)}  {path.name}")
    wheel = next(Path(folder).glob("amparo-*.whl"))
    version = wheel.name.split("-")[1]
    print("\nWhat desks run is published by the coalition, signed like keys (deploy/RUNBOOK.md, 12):\n")
    for name, path in (("amparo", wheel), ("amparo-desk-lock", Path(folder) / "desk.txt")):
        print(
            f"    amparo-keys propose release {name} --version {version} --sha256 {sha256(path)} --out {name}.statement"
        )


if __name__ == "__main__":
    main(sys.argv[1])
