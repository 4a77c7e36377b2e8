"""The search for plaintext at rest proves itself: one leak is planted in each place and each form, and found."""

from __future__ import annotations

import base64
import gzip
import html
import json
import sqlite3
import subprocess
import sys
import traceback
import urllib.parse
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from deploy.broker import start_broker
from tests.canaries import Search

WORD = "Zörblax & Quîntafél"  # letters that every way of writing has to escape
OTHER = "Vexumpharo"
FILLER = bytes(range(256))

WRITTEN: dict[str, Callable[[bytes], bytes]] = {
    "raw": bytes,
    "utf-16-le": lambda raw: raw.decode().encode("utf-16-le"),
    "utf-16-be": lambda raw: raw.decode().encode("utf-16-be"),
    "base64, no byte before": base64.b64encode,
    "base64, one byte before": lambda raw: base64.b64encode(b"a" + raw + b"z"),
    "base64, two bytes before": lambda raw: base64.b64encode(b"ab" + raw + b"z"),
    "base64 for URLs": lambda raw: base64.urlsafe_b64encode(b"\xff\xfe\xfd" + raw),
    "hex": lambda raw: raw.hex().encode(),
    "HEX": lambda raw: raw.hex().upper().encode(),
    "URL": lambda raw: urllib.parse.quote(raw).encode(),
    "URL form": lambda raw: urllib.parse.quote_plus(raw).encode(),
    "JSON": lambda raw: json.dumps(raw.decode()).encode(),
    "HTML": lambda raw: html.escape(raw.decode()).encode(),
    "HTML, ASCII": lambda raw: html.escape(raw.decode()).encode("ascii", "xmlcharrefreplace"),
    "Python repr of bytes": lambda raw: repr(raw).encode(),
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "a signed cookie": lambda raw: base64.urlsafe_b64encode(zlib.compress(json.dumps(raw.decode()).encode())),
    "hex of gzip": lambda raw: gzip.compress(raw).hex().encode(),
    "a gzip stream cut short": lambda raw: gzip.compress(raw + FILLER * 64)[:-40],
}


@pytest.fixture
def search() -> Search:
    return Search([WORD, OTHER])


@pytest.mark.parametrize("form", WRITTEN)
def test_a_word_is_found_however_it_is_written(search: Search, form: str) -> None:
    found = search.blob("somewhere", FILLER + b"-" + WRITTEN[form](WORD.encode()) + b"-" + FILLER)
    assert {one.word for one in found} == {WORD}


def test_what_holds_no_word_is_clean(search: Search) -> None:
    assert search.blob("somewhere", FILLER * 100 + base64.b64encode(FILLER) + gzip.compress(FILLER)) == []


def test_a_row_is_found_in_the_database_and_before_that_in_its_write_ahead_log(search: Search, tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "amparo.sqlite", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE leak (words TEXT)")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.execute("INSERT INTO leak VALUES (?)", (OTHER,))
    assert {Path(one.place).name for one in search.tree(tmp_path)} == {"amparo.sqlite-wal"}
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert {Path(one.place).name for one in search.tree(tmp_path)} == {"amparo.sqlite"}
    database.close()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    with start_broker(tmp_path / "broker") as running:
        yield running.url


@pytest.mark.parametrize("kind", ["string", "long string", "list", "hash", "set", "sorted set", "stream", "key"])
def test_a_value_is_found_in_the_memory_of_redis(search: Search, broker: str, kind: str) -> None:
    client = redis.Redis.from_url(broker)
    write: dict[str, Callable[[], object]] = {
        "string": lambda: client.set("a", OTHER),
        "long string": lambda: client.set("a", OTHER * 400),  # compressed unless it is told not to
        "list": lambda: client.rpush("a", "first", json.dumps({"body": base64.b64encode(OTHER.encode()).decode()})),
        "hash": lambda: client.hset("a", "field", OTHER),
        "set": lambda: client.sadd("a", OTHER, "b"),
        "sorted set": lambda: client.zadd("a", {OTHER: 1.0}),
        "stream": lambda: client.xadd("a", {"field": OTHER}),
        "key": lambda: client.set(f"lock:{OTHER}", "1"),
    }
    write[kind]()
    assert {one.word for one in search.redis(broker)} == {OTHER}


def test_a_value_is_found_in_the_files_of_redis(search: Search, broker: str, tmp_path: Path) -> None:
    client = redis.Redis.from_url(broker)
    client.config_set("appendonly", "yes")  # ours keeps no file; one that does must not go unseen
    client.set("a", OTHER)
    assert search.tree(tmp_path / "broker")


def test_a_word_is_found_in_a_log_a_temporary_file_and_a_file_name(search: Search, tmp_path: Path) -> None:
    (tmp_path / "gateway.log").write_text(f"DEBUG posted {OTHER}\n")
    (tmp_path / "tmpx81").write_bytes(b"\0" * 5000 + OTHER.encode())
    (tmp_path / f"{OTHER}.pdf").write_bytes(b"")
    places = {Path(one.place.removeprefix("name of ")).name for one in search.tree(tmp_path)}
    assert places == {"gateway.log", "tmpx81", f"{OTHER}.pdf"}


def test_a_word_is_found_in_a_cookie(search: Search) -> None:
    value = WRITTEN["a signed cookie"](OTHER.encode()).decode()
    assert search.headers("answer", [("Set-Cookie", f"session=.{value}.c2ln; Secure")])


def test_a_word_is_found_in_a_traceback(search: Search, tmp_path: Path) -> None:
    try:
        int(OTHER)
    except ValueError:
        (tmp_path / "gunicorn.log").write_text(traceback.format_exc())
    assert search.tree(tmp_path)


def test_a_word_is_found_in_an_image_of_a_process(search: Search, tmp_path: Path) -> None:
    """A core file is the memory of a process written down; this one writes its own."""
    script = f"""
word = "".join(reversed({OTHER[::-1]!r}))
maps, memory, core = open("/proc/self/maps"), open("/proc/self/mem", "rb", 0), open({str(tmp_path / "core")!r}, "wb")
with core:
    for line in maps:
        place, rights = line.split()[:2]
        if rights.startswith("rw") and "[v" not in line:
            start, end = (int(part, 16) for part in place.split("-"))
            memory.seek(start)
            core.write(memory.read(end - start))
"""
    subprocess.run([sys.executable, "-c", script], check=True)
    assert search.tree(tmp_path)
