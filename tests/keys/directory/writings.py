"""Statements that are written otherwise (F2, F3): signed as they stand, so that their form alone is wrong."""

from __future__ import annotations

from dataclasses import replace

from keys.directory import merkle
from keys.directory.notes import NoteSigner, Signature, sign_note
from keys.directory.statements import Notice, Org, Stop
from keys.encoding import b64
from tests.keys.directory.breaches import Case
from tests.keys.directory.corpus import GENESIS, GOOD, LEAF_1, SECOND, STRANGER, R, S, V, listed, reworded, seed


def written(text: str, *by: NoteSigner) -> bytes:
    """A signed note of a text that may be in no way a note's."""
    lines = (Signature(each.name, each.key.id, each._key.sign(text.encode()).signature).line for each in by)
    return f"{text}\n{''.join(lines)}".encode()


def writing_cases() -> list[Case]:
    return [*_texts(), *_numbers_and_ids(), *_lines(), *_types(), *_other_logs()]


def _form(name: str, bad: bytes, mended: bytes) -> Case:
    return Case(f"F2-form-{name}", "F2-form", bad, mended)


def _texts() -> list[Case]:
    """One purpose, in words that look alike or are spaced otherwise."""
    good, purpose = listed(GOOD), "safe reporting of crime"
    others = {
        "cyrillic-letter": "safe reporting to \u0456mmigration",
        "accent": "safe reporting of crim\u00e9",
        "no-break-space": "safe\u00a0reporting of crime",
        "delete": "safe reporting\x7f of crime",
        "control": "safe reporting\x1f of crime",
        "tab": "safe\treporting of crime",
        "double-space-in-words": "safe  reporting of crime",
        "leading-space": " safe reporting of crime",
        "trailing-space": "safe reporting of crime ",
        "no-words": "",
        "carriage-return": "safe reporting of crime\r",
    }
    made = [
        _form(name, written(reworded(GOOD, f"purpose {purpose}", f"purpose {words}"), *S[:2]), good)
        for name, words in others.items()
    ]
    bare = written(reworded(GOOD, f"purpose {purpose}", "purpose"), *S[:2])
    notice = Notice(GENESIS, "no secret order received")
    stop = Stop(GENESIS, merkle.leaf_hash(LEAF_1), "lost")
    return [
        *made,
        _form("no-words-no-space", bare, good),
        _form(
            "notice-with-two-spaces",
            written(reworded(notice, "no secret", "no  secret"), V[0]),
            sign_note(notice.text, V[0]),
        ),
        _form(
            "stop-with-a-reason-in-umlauts",
            written(reworded(stop, "lost", "gest\u00f6hlen"), V[0]),
            sign_note(stop.text, V[0]),
        ),
    ]


def _numbers_and_ids() -> list[Case]:
    org = Org(GENESIS, ("southmoor-police", "police"))
    good_org, good_root = sign_note(org.text, *R), sign_note(SECOND.text, *R)
    ids = {
        "of-one-sign": "x",
        "of-49-signs": "x" * 49,
        "two-hyphens": "a--b",
        "hyphen-first": "-a",
        "hyphen-last": "a-",
        "dot": "a.b",
    }
    made = [
        _form(f"id-{name}", written(reworded(org, "southmoor-police", new), *R), good_org) for name, new in ids.items()
    ]
    roots = {
        "number-of-ten-digits": ("max-key-days 92", "max-key-days 0000000092"),
        "number-with-sign": ("max-key-days 92", "max-key-days +92"),
        "number-missing": ("max-key-days 92\n", ""),
        "deny-in-capitals": ("deny immigration", "deny Immigration"),
        "key-name-with-plus": ("root root-3", "root root+3"),
        "key-name-of-65-signs": ("root root-3", "root " + "r" * 65),
        "two-log-keys": ("witness-threshold", f"log-key other {b64(seed('other'))}\nwitness-threshold"),
    }
    return made + [
        _form(name, written(reworded(SECOND, old, new), *R), good_root) for name, (old, new) in roots.items()
    ]


def _lines() -> list[Case]:
    """A stranger's line below a good statement: passed over, but only if it is written as a line is."""
    good = listed(GOOD)
    blob = b64(STRANGER.key.id + bytes(64))
    strange = {
        "name-with-plus": f"\u2014 a+b {blob}\n",
        "name-of-65-signs": f"\u2014 {'n' * 65} {blob}\n",
        "name-not-ascii": f"\u2014 \u0456van {blob}\n",
        "no-name": f"\u2014  {blob}\n",
        "key-id-alone": f"\u2014 friend {b64(STRANGER.key.id)}\n",
        "not-even-a-key-id": f"\u2014 friend {b64(bytes(3))}\n",
        "no-base64": "\u2014 friend\n",
        "url-base64": f"\u2014 friend {b64(bytes([255] * 66)).replace('/', '_')}\n",
        "padding-left-out": f"\u2014 friend {blob.rstrip('=')}\n",
        "a-word-behind": f"\u2014 friend {blob} x\n",
        "empty-line-between": f"\n\u2014 friend {blob}\n",
        "en-dash": f"\u2013 friend {blob}\n",
        "without-its-line-feed": f"\u2014 friend {blob}",
        "two-line-feeds": f"\u2014 friend {blob}\n\n",
    }
    return [_form(f"line-{name}", good + line.encode(), good) for name, line in strange.items()]


def _types() -> list[Case]:
    """First lines: a version is a number of section 4, a type one word; which ones we know is F3's affair."""
    good = listed(GOOD)

    def first(line: str) -> bytes:
        return written(reworded(GOOD, "amparo-dir/v1 add", line), S[0])

    wrong = {
        "version-of-ten-digits": "amparo-dir/v1000000000 add",
        "version-with-zero": "amparo-dir/v01 add",
        "version-missing": "amparo-dir/v add",
        "two-types": "amparo-dir/v1 add more",
        "no-type": "amparo-dir/v1",
        "family-in-capitals": "Amparo-dir/v1 add",
    }
    unknown = {
        "version-0": "amparo-dir/v0 add",
        "version-of-nine-digits": "amparo-dir/v999999999 add",
        "type-in-capitals": "amparo-dir/v1 ADD",
        "type-of-other-signs": "amparo-dir/v1 add_2",
        "long-type": "amparo-dir/v1 " + "a" * 100,
    }
    return [
        *(_form(name, first(line), good) for name, line in wrong.items()),
        *(Case(f"F3-{name}", "F3-unknown", first(line), None) for name, line in unknown.items()),
    ]


def _other_logs() -> list[Case]:
    """A stop, and a statement we do not know, that stand in this log and are of another or of none."""
    stop = Stop(GENESIS, merkle.leaf_hash(LEAF_1), "lost")
    good = sign_note(stop.text, V[0])
    unknown = GOOD.text.replace("v1 add", "v1 transfer")
    no_log = unknown.replace(f"log {b64(GENESIS)}\n", "")
    return [
        Case("F2-log-of-a-stop", "F2-log", sign_note(replace(stop, log=seed("another log")).text, V[0]), good),
        Case("F2-log-of-a-stop-self", "F2-log", sign_note(replace(stop, log=None).text, V[0]), good),
        Case("F2-form-unknown-without-log", "F2-form", written(no_log, S[0]), None),
    ]
