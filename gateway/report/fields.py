"""What a report holds: the two halves of a filing, field by field. The rest is made from this or checked against it.

A filing is the JSON object below; `POST /v1/reports` adds `filing_secret` (64 hex digits). Every field is optional
unless marked *needed*. An unknown name is refused. Texts are made NFC, trimmed, with plain line ends; an empty text,
list or group counts as left out. Every choice except those marked closed also takes `withheld` (she chose not to say)
and `unknown` (nobody knows); a boolean is true or false or left out.

    {
      "force": "west-yorkshire-police",              needed: the organisation id of a force in the directory
      "crime": {                                     needed: sealed to the force
        "reporter_role": "victim",                   needed: choices.REPORTER_ROLES
        "adult_confirmed": true,                     needed: true, or there is no crime part
        "wish": "contact_through_ngo",               needed, closed: choices.WISHES
        "crime_types": ["domestic.physical"],        1 to 3, the first is the main one: choices.CRIME_TYPES
        "when": {
          "precision": "month",                      choices.PRECISIONS; `from` and `to` are never finer than this
          "from": "2025-10", "to": "2026-10",        YYYY | YYYY-MM | YYYY-MM-DD | YYYY-Wnn | YYYY-spring...winter
          "still_happening": true,
          "frequency": "weekly"                      choices.FREQUENCIES
        },
        "where": {
          "place_type": "shared_home",               choices.PLACE_TYPES
          "area_level": "local_authority",           choices.AREA_LEVELS; needed when there is an area_code
          "area_code": "E08000035"                   ONS code (areas.AREAS), or "LS7 3" for a postcode sector
        },
        "acts_narrative": "He hit her ..."           at most 6000 characters and 9000 bytes; English or Welsh
      },                                             needed: acts_narrative or one crime type that says something
      "identity": {                                  needed: sealed to the NGO; one name a leaf
        "name": {"preferred": "Marina S.", "legal": "...", "aliases": ["...", ...]},
        "phone": {"numbers": ["07700 900123", ...]},
        "safe_contact": {
          "note": "Tuesdays 10 to 12, never after 6",
          "channels": [{"type": "whatsapp", "value": "07700 900123", "times": "Tue 10-12"}, ...]
        },
        "language": {"languages": [{"tag": "pt-BR"}, ...]},
        "advice": "taken",                           needed, closed: choices.ADVICE; kept in leaf 11
        "suspect": {"name": "...", "aliases": ["..."], "phones": ["..."], "address": "...", "note": "..."},
        "premises": {"address": "...", "postcode": "LS7 3QX", "note": "..."}
      }
    }

Those are the fields of an ordinary report. Every other field is optional and named in `crime_half` (how it was done,
suspects, vehicles, evidence, witnesses, risk, needs ...) and `identity_half` (birth, e-mail, address, interpreter,
people, children, support, record, the other compartments).

The constants of every crime part (`CONSTANTS`) are added when a filing is read; a caller need not send them. There is
no field for nationality, status, language or a document number in the crime half, and `channel` is the sealer's own.
The twenty leaves of the identity half share IDENTITY_BUDGET bytes as canonical JSON.

Adding a field: add it to its half, optional, and raise the middle number of SCHEMA_VERSION. A field is never renamed,
removed, made needed or given another meaning under the same first number, so that an older desk still shows a newer
report: it prints what it does not know by its name. The whole rule is in REPORT.md, beside this file.
"""

from __future__ import annotations

from gateway.report.schema import Code, Group, Several, Shape, Text

SCHEMA_VERSION = "1.0.0"

# Canonical JSON of the crime half: 16380 bytes of ENVELOPE.md, section 7 less room for `channel` and `supersedes`.
CRIME_BUDGET = 14800
IDENTITY_BUDGET = 13312  # bytes of all leaves together, ENVELOPE.md, section 8

# One leaf of the identity part each, in the order frozen by ENVELOPE.md, section 8. 10 and 11 are never disclosable.
LEAVES = (
    "name",
    "birth",
    "phone",
    "email",
    "address",
    "safe_contact",
    "language",
    "interpreter",
    "people",
    "children",
    "support",
    "record",
    "premises",
    "suspect",
    "history",
    "evidence_originals",
    "witness_contact",
    "safe_contact_for_police",
    "abroad",
    "spare",
)

FORCE = Code(
    r"[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?",
    "the organisation id of a police force, such as west-yorkshire-police",
)


def texts(shape: Shape, value: object, path: str) -> list[tuple[str, str]]:
    """Every free text of `value` as (dotted path, text): what screening reads. List items are `.0`, `.1`.

    What has another form than its shape, as in a draft, is passed over: it cannot be filed either.
    """
    if isinstance(shape, Text):
        return [(path, value)] if isinstance(value, str) else []
    found: list[tuple[str, str]] = []
    if isinstance(shape, Group) and isinstance(value, dict):
        for name, inner in shape.of.items():
            if name in value:
                found += texts(inner, value[name], f"{path}.{name}")
    elif isinstance(shape, Several) and isinstance(value, list):
        for place, item in enumerate(value):
            found += texts(shape.of, item, f"{path}.{place}")
    return found
