"""Keep for later: sealed to the NGO's desk in that one request, and never a crime part."""

from __future__ import annotations

from gateway import answering
from keys.roles import Part
from tests.gateway.running import Gateway
from tests.orgs import NGO


def test_a_form_kept_for_later_goes_to_the_ngos_desk_and_to_nobody_else(gateway_anywhere: Gateway) -> None:
    gateway = gateway_anywhere
    answering.keep_for_later({"acts_narrative": "vexillology"}, ngo=NGO, host=gateway.host)
    (row,) = gateway.rows("deliveries")
    assert (row.part, row.org, row.from_org) == (Part.HELD, NGO, "amparo-gateway")
    (kept,) = gateway.rows("envelopes")
    assert b"vexillology" not in kept.body
    assert gateway.rows("reports") == []
