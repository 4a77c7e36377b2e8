"""Who should not receive a report: when the suspect is police, that force must not.

Pure words for the form, before anything is sealed. Who can receive is what the directory says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

STEER = (
    "The suspect is a police officer. Do not send this to the force he or she works for: choose a neighbouring force, "
    "and tell it so in the account."
)
STEER_OFFICIAL = (
    "The suspect works for an authority. Think of who may come to read this there before you choose."
)


def advice_on_force(crime: Mapping[str, Any]) -> str:
    """A sentence that steers the choice of a force away from a conflict of interest; "" when there is none."""
    types = set(crime.get("crime_types", ()))
    suspects = {suspect.get("relationship") for suspect in crime.get("suspects", ())}
    if "authority.police_officer" in types or "police_officer" in suspects:
        return STEER
    if (
        types & {"authority.immigration_contractor", "authority.other_official"}
        or "authority_figure" in suspects
    ):
        return STEER_OFFICIAL
    return ""
