"""Bytes that no passkey made, or that were changed on the way, make no passkey and sign nobody in."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.accounts import passkeys
from gateway.store import accounts as store
from gateway.store.engine import reading
from keys.encoding import b64url, unb64url
from tests.gateway.running import Gateway
from tests.gateway.web.authenticator import Authenticator
from tests.gateway.web.passkeys import HERE, browser, gateway, hers, phone

__all__ = ["browser", "gateway", "hers", "phone"]


@st.composite
def changed(draw: st.DrawFn, sent: str) -> str:
    """What a browser posts, with one byte changed, or a piece left out or doubled."""
    parts = [bytearray(unb64url(part)) for part in sent.split(".")]
    which = draw(st.integers(0, len(parts) - 1))
    if act := draw(st.sampled_from(("", "without", "twice"))):
        parts = [*parts[:which], *([parts[which]] * 2 if act == "twice" else []), *parts[which + 1 :]]
    else:
        parts[which][draw(st.integers(0, len(parts[which]) - 1))] ^= draw(st.integers(1, 255))
    return ".".join(b64url(bytes(part)) for part in parts)


def proof_of(sent: str) -> passkeys.Proof:
    return passkeys.Proof(sent, "challenge", "localhost", HERE)


@given(st.lists(st.binary(max_size=200), max_size=5))
@settings(max_examples=300, deadline=None)
def test_no_bytes_but_a_passkeys_own_make_one(hostile: list[bytes]):
    assert passkeys.made(proof_of(".".join(map(b64url, hostile))), "K7QM") is None


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_new_passkey_with_a_byte_changed_is_refused_or_is_just_another_one(data: st.DataObject):
    sent = data.draw(changed(Authenticator(HERE, "localhost").made("challenge")))
    found = passkeys.made(proof_of(sent), "K7QM")  # a byte of its id may differ
    assert found is None or found.mark == "K7QM"


def test_a_signature_over_any_other_byte_is_refused(gateway: Gateway, hers: Authenticator):
    sent = hers.shown("challenge")
    with reading(gateway.host.engine) as connection:
        account = store.by_name(connection, "dalva")
        assert account is not None
        assert passkeys.fits(connection, account, proof_of(sent))

        @given(changed(sent))
        @settings(max_examples=300, deadline=None)
        def refused(other: str) -> None:
            assert not passkeys.fits(connection, account, proof_of(other))

        refused()
