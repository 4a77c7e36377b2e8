"""Her consent key: derived at the NGO's desk from her token and the salt only that desk holds, used, forgotten.

It is here, and not in `keys.token`, because it signs for her: the gateway cannot import this package, and without
`ngo_salt` not even she who holds the paper can consent.
"""

from __future__ import annotations

from keys.directory.notes import NoteSigner
from keys.envelope.consent import VICTIM
from keys.hashing import H
from keys.token import root_of


def consent_signer(value: int, deployment_id: bytes, ngo_salt: bytes) -> NoteSigner:
    """Signs notes as `victim`. Its public half is the `vk` that both parts of the report carry."""
    return NoteSigner(VICTIM, H("amparo1/consent", ngo_salt, key=root_of(value, deployment_id)))
