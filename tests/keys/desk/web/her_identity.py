"""What is locked of her in the reports that a caseworker reads in these tests."""

from __future__ import annotations

from tests.world import NAME, PHONE


def her_identity(**more: object) -> dict[str, object]:
    return {
        "name": {"preferred": NAME},
        "phone": {"numbers": [PHONE]},
        "safe_contact": {
            "never_do": ["Never leave a message"],
            "channels": [
                {"type": "call", "value": "07700 900456", "times": "Tuesdays 10 to 12", "code_word_ok": "receita"}
            ],
        },
        "premises": {"address": "14 Elm Road"},
        "advice": "taken",
        **more,
    }
