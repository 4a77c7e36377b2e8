"""Sealed bytes on their way to a desk: as the gateway hands them out, and in a folder."""

from __future__ import annotations

from pathlib import Path

from keys.roles import Part
from tests.world import World


def fold_in(world: World, tmp_path: Path, raw: bytes, name: str = "one") -> Path:
    folder = tmp_path / "share"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.amparo").write_bytes(raw)
    return folder


def bytes_of(world: World, org: str, part: Part) -> bytes:
    """What the gateway would hand to an organisation."""
    door = world.gateway.door(org)
    (row,) = [row for row in door.deliveries()["deliveries"] if row["part"] == part]
    return door.delivery(row["id"])
