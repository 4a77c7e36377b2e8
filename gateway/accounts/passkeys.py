"""A passkey in place of a code: a phone, a computer or a security key signs that its owner is there. No Flask.

Rules
- It stands beside the authenticator and the printed codes, and behind the password: a passkey that a cloud account
  carries to somebody else's phone, or a phone that somebody at home can unlock, opens nothing alone.
- A browser is asked without being told whose passkey: who knows no password learns of no account from the question.
- Its owner shows the device a PIN, a finger or a face, each time. Its signature names our public address, so that a
  page which only looks like ours gets nothing. Browsers bind none to a number, and Tor Browser has none.
- A challenge is a sealed value (`gateway.one_time`): good once, for an hour, at any gateway, and stored nowhere.
- Kept are its id, its key and four random signs by which she tells hers apart. Not its counter of uses: two copies of
  the database would tell how often she signed in between. What it could show, a copied key, behind the password too,
  is worth less; passkeys that are carried between devices have none.
Sources: Web Authentication Level 3, 7.1 and 7.2; 6.1.1 on counters.
"""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, decode_credential_public_key, decoded_public_key_to_cryptography
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from gateway.accounts.second_factor import ISSUER
from gateway.store import passkeys
from gateway.store.accounts import Account
from gateway.store.passkeys import Passkey
from keys.encoding import BASE32, unb64url

MARK = 4  # signs
LONGEST_ID, LONGEST_KEY = 1023, 2048  # bytes: the standard's, and more than an RSA key of 8192 bits needs
PATIENCE = 120_000  # milliseconds that a browser waits for a device

# what the libraries raise for bytes that are none of theirs: hostile ones reach them all
_REFUSED = (WebAuthnException, LookupError, TypeError, ValueError)


class Proof(NamedTuple):
    """What a browser sent, and what it had to sign. `challenge` has been used up; `origin`: our public address."""

    sent: str
    challenge: str
    domain: str
    origin: str


def new_mark() -> str:
    """Four random signs: a device shows them beside her name, and so does her page."""
    return "".join(secrets.choice(BASE32) for _ in range(MARK))


def to_make(account: Account, mark: str, challenge: str, domain: str, has: Sequence[Passkey]) -> str:
    """What a browser is asked to make, as JSON: a passkey for this account, on no device that has one already."""
    needs = AuthenticatorSelectionCriteria(
        resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
    )
    options = generate_registration_options(
        rp_id=domain,
        rp_name=ISSUER,
        user_id=account.id,
        user_name=f"{account.name} {mark}",
        challenge=challenge.encode(),
        timeout=PATIENCE,
        authenticator_selection=needs,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each.credential_id) for each in has],
    )
    return options_to_json(options)


def to_show(challenge: str, domain: str) -> str:
    """What a browser is asked to show, as JSON: whichever passkey of this address its owner chooses."""
    options = generate_authentication_options(
        rp_id=domain,
        challenge=challenge.encode(),
        timeout=PATIENCE,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def made(proof: Proof, mark: str) -> Passkey | None:
    """The new passkey of a browser's answer; None for anything else."""
    try:
        client, attestation = _parts(proof.sent, 2)
        found = verify_registration_response(
            credential=RegistrationCredential(
                id="",  # the signed answer holds its own
                raw_id=b"",
                response=AuthenticatorAttestationResponse(client_data_json=client, attestation_object=attestation),
            ),
            expected_challenge=proof.challenge.encode(),
            expected_rp_id=proof.domain,
            expected_origin=proof.origin,
            require_user_verification=True,
        )
        id_, key = found.credential_id, found.credential_public_key
        decoded_public_key_to_cryptography(decode_credential_public_key(key))  # one that can check nothing is none
    except _REFUSED:
        return None
    return Passkey(id_, key, mark) if len(id_) <= LONGEST_ID and len(key) <= LONGEST_KEY else None


def fits(connection: Connection, account: Account, proof: Proof) -> bool:
    """True if a passkey of this account signed this challenge at our own address, its owner having been asked."""
    try:
        id_, client, authenticator, signature = _parts(proof.sent, 4)
        key = passkeys.public_key(connection, account.id, id_)
        if key is None:
            return False
        response = AuthenticatorAssertionResponse(
            client_data_json=client, authenticator_data=authenticator, signature=signature
        )
        verify_authentication_response(
            credential=AuthenticationCredential(id=bytes_to_base64url(id_), raw_id=id_, response=response),
            expected_challenge=proof.challenge.encode(),
            expected_rp_id=proof.domain,
            expected_origin=proof.origin,
            credential_public_key=key,
            credential_current_sign_count=0,  # none is kept
            require_user_verification=True,
        )
    except _REFUSED:
        return False
    return True


def _parts(sent: str, count: int) -> list[bytes]:
    """What look/static/passkey.js put together: pieces in base64url, with dots between. ValueError."""
    parts = [unb64url(each) for each in sent.split(".")]
    if len(parts) != count:
        raise ValueError(count)
    return parts
