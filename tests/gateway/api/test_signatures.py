"""Who signed: every way in which a signature can be wrong is refused, by the check that is named for it."""

from __future__ import annotations

import secrets
from base64 import b64encode
from hashlib import sha256

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.api.signatures import SKEW, content_digest, parse, verify
from gateway.runtime import Caller
from keys import clock
from keys.desk.sync.gateway_client import sign_request
from keys.errors import Refused
from keys.roles import Kind, Role
from keys.signing import Signer
from tests.gateway.running import COMPONENTS, headers
from tests.orgs import NGO, Orgs, make_orgs

ORGS = make_orgs()
DOOR = ORGS.signer(NGO, Role.DOOR)
PATH, BODY = "/v1/envelopes", b"sealed"


def check(given: dict[str, str], *, body: bytes = BODY, orgs: Orgs = ORGS, stops=(), **changes) -> Caller:
    settings = {
        "method": "POST", "authority": "127.0.0.1:8000", "path": PATH, "query": "", "view": orgs.view(stops),
        "day": clock.today(), "now": clock.now(), "pepper": bytes(32),
    }  # fmt: skip
    return verify(given, body, **(settings | changes))


def signed(**changes) -> dict[str, str]:
    signer = changes.pop("signer", DOOR)
    return headers(signer, "POST", PATH, BODY, **changes)


def refused_by(given: dict[str, str], **changes) -> str:
    with pytest.raises(Refused) as caught:
        check(given, **changes)
    return caught.value.check


def test_a_door_key_says_which_organisation_it_is() -> None:
    caller = check(signed())
    assert (caller.org, caller.kind, caller.kid) == (NGO, Kind.NGO, DOOR.kid)


@pytest.mark.parametrize(("path", "query"), [("/v1/deliveries", ""), ("/v1/sealed", "priority=routine")])
@pytest.mark.parametrize("body", [b"", b"sealed"])
def test_what_a_desks_own_client_signs_is_accepted(path: str, query: str, body: bytes) -> None:
    url = f"http://127.0.0.1:8000{path}" + (f"?{query}" if query else "")
    request = httpx.Request("POST", url, content=body)
    sign_request(request, body, DOOR)
    assert check(dict(request.headers.items()) | titled(request), body=body, path=path, query=query).org == NGO


def titled(request: httpx.Request) -> dict[str, str]:
    return {name.title(): value for name, value in request.headers.items()}


def test_components_and_parameters_may_stand_in_any_order() -> None:
    assert check(signed(components=tuple(reversed(COMPONENTS)), more=';alg="ed25519"')).org == NGO


@pytest.mark.parametrize(
    ("changes", "check_name"),
    [
        ({"components": COMPONENTS[:-1]}, "G1-components"),
        ({"components": (*COMPONENTS[:-1], "@method")}, "G1-components"),
        ({"tag": "amparo1-door2"}, "G1-parameters"),
        ({"more": ';alg="rsa-pss-sha512"'}, "G1-parameters"),
        ({"more": ";expires=99999999999"}, "G1-parameters"),
        ({"more": ';nonce="0123456789abcdefgh"'}, "G1-components"),
        ({"nonce": "short"}, "G1-parameters"),
        ({"nonce": "a" * 65}, "G1-parameters"),
        ({"kid": "00" * 16}, "G1-key"),
        ({"kid": ORGS.signer(NGO, Role.INTAKE).kid.hex()}, "G1-key"),
        ({"kid": ORGS.signer("harbour-house", Role.DOOR).kid.hex()}, "G1-signature"),
        ({"authority": "evil.example"}, "G1-signature"),
        ({"digest": content_digest(b"other")}, "G1-digest"),
    ],
)
def test_each_way_of_being_wrong_is_refused(changes: dict, check_name: str) -> None:
    assert refused_by(signed(**changes)) == check_name


@pytest.mark.parametrize("seconds", [-SKEW - 5, SKEW + 60])
def test_a_clock_that_is_off_by_more_than_five_minutes_is_refused(seconds: int) -> None:
    assert refused_by(signed(created=int(clock.now()) + seconds)) == "G1-created"


@pytest.mark.parametrize(
    "changes",
    [{"method": "GET"}, {"authority": "other.example"}, {"path": "/v1/sealed"}, {"query": "priority=priority"}],
)
def test_a_signature_for_another_request_is_refused(changes: dict) -> None:
    assert refused_by(signed(), **changes) == "G1-signature"


def test_another_body_is_refused() -> None:
    assert refused_by(signed(), body=b"other") == "G1-digest"


def test_a_longer_way_of_writing_a_digest_is_refused() -> None:
    digest = b64encode(sha256(BODY).digest()).decode()
    assert refused_by(signed() | {"Content-Digest": f"sha-256=:{digest}:, sha-256=:{digest}:"}) == "G1-digest"


def test_a_stopped_key_is_refused_from_then_on() -> None:
    stop = ORGS.stop(ORGS.leaf_of(NGO, Role.DOOR))
    assert refused_by(signed(), stops=[stop]) == "G1-key"


def test_a_key_is_refused_outside_its_days() -> None:
    listed = ORGS.view().listed(DOOR.kid)
    assert listed is not None
    assert refused_by(signed(), day=listed.until) == "G1-active"
    assert refused_by(signed(), day=listed.since - 1) == "G1-active"
    assert check(signed(), day=listed.until - 1).org == NGO


def test_a_key_nobody_listed_is_refused() -> None:
    stranger = Signer(NGO, Role.DOOR, secrets.token_bytes(32))
    assert refused_by(signed(signer=stranger)) == "G1-key"
    assert refused_by(signed(signer=stranger, kid=DOOR.kid.hex())) == "G1-signature"


def test_nonces_of_two_keys_or_two_peppers_are_not_the_same_nonce() -> None:
    nonce = "n" * 20
    first = check(signed(nonce=nonce))
    assert first.nonce == check(signed(nonce=nonce)).nonce
    assert first.nonce != check(signed(nonce=nonce), pepper=bytes([1]) * 32).nonce
    other = headers(ORGS.signer("harbour-house", Role.DOOR), "POST", PATH, BODY, nonce=nonce)
    assert first.nonce != check(other).nonce


def test_a_nonce_outlives_every_clock_that_is_accepted() -> None:
    now = clock.now()
    assert check(signed(created=int(now)), now=now + SKEW - 1).until >= now + 2 * SKEW


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_other_headers_are_one_refusal_and_nothing_else(first: str, second: str) -> None:
    with pytest.raises(Refused):
        parse({"Signature-Input": first, "Signature": second})


@given(st.data())
def test_one_changed_sign_is_refused(data: st.DataObject) -> None:
    given = signed()
    name = data.draw(st.sampled_from(sorted(given)))
    at = data.draw(st.integers(0, len(given[name]) - 1))
    sign = data.draw(st.characters(min_codepoint=32, max_codepoint=126).filter(lambda it: it != given[name][at]))
    changed = given | {name: given[name][:at] + sign + given[name][at + 1 :]}
    with pytest.raises(Refused):
        check(changed)
