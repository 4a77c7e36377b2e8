"""The published OpenAPI document: complete, made from the schemas, and true of what the doors answer."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from hashlib import shake_256

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from gateway.api.deliveries import SINGLES
from keys.envelope.admission import MAILBOX_WRITE
from keys.envelope.format import UPLOAD_LENGTHS
from keys.envelope.receipts import ORDER_LENGTH, RECEIPT_LENGTH
from keys.roles import Role
from tests.gateway.running import URL, Gateway, headers
from tests.orgs import FORCE, NGO

FILING_AND_EXCHANGE = {
    "/v1/reports", "/v1/sealed", "/v1/envelopes", "/v1/deliveries", "/v1/deliveries/{delivery}", "/v1/receipts",
    "/v1/recalls", "/v1/mailbox", "/v1/mailbox/read", "/v1/mailbox/wipe", "/v1/mailbox/release", "/v1/directory",
    "/v1/stops", "/v1/log",
}  # fmt: skip
LENGTHS = sorted({*UPLOAD_LENGTHS, *SINGLES, MAILBOX_WRITE, RECEIPT_LENGTH, ORDER_LENGTH, 0, 1, 32, 4096, 4097})
EXAMPLES = 10  # for each operation and kind of request; more was not found to find more

schemathesis.openapi.media_type(
    "application/octet-stream",
    st.builds(lambda seed, length: shake_256(seed).digest(length), st.binary(max_size=8), st.sampled_from(LENGTHS)),
)


@pytest.fixture
def document(gateway: Gateway) -> dict:
    return gateway.client.get("/v1/openapi.json", base_url=URL).json


def test_every_door_is_published(document: dict) -> None:
    assert set(document["paths"]) == FILING_AND_EXCHANGE
    assert document["openapi"].startswith("3.1")


def test_every_field_of_a_report_is_published(document: dict) -> None:
    schemas = document["components"]["schemas"]
    body = document["paths"]["/v1/reports"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    posted_filing = schemas[body["$ref"].rpartition("/")[2]]
    assert set(posted_filing["properties"]) == {"filing_secret", "force", "crime", "identity"}
    assert posted_filing["additionalProperties"] is False


def asking(gateway: Gateway, org: str | None) -> Callable:
    """The application at its address; each request is signed as `org`, so that it reaches what is behind the doors."""

    def application(environ: dict, start_response: Callable) -> Iterable[bytes]:
        environ["HTTP_HOST"] = "127.0.0.1:8000"
        if org is None:
            return gateway.app(environ, start_response)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        signer = gateway.orgs.signer(org, Role.DOOR)
        given = headers(signer, environ["REQUEST_METHOD"], f"{path}?{query}" if query else path, body)
        environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in given.items()}
        environ["wsgi.input"] = io.BytesIO(body)
        return gateway.app(environ, start_response)

    return application


@pytest.mark.parametrize("org", [None, NGO])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_doors_answer_as_published_whatever_is_sent(
    gateway: Gateway, org: str | None, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_wsgi("/v1/openapi.json", asking(gateway, org))
    for operation in schema.get_all_operations():
        if mode is GenerationMode.NEGATIVE and operation.ok().method == "get" and org is None:
            continue  # nothing of an unsigned GET can be wrong but the path

        @given(case=operation.ok().as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def examine(case: schemathesis.Case) -> None:
            answer = case.call(base_url=URL)
            case.validate_response(
                answer, checks=[not_a_server_error, status_code_conformance, content_type_conformance]
            )
            assert b"Traceback" not in answer.content

        try:
            examine()
        except Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE


def test_a_valid_report_as_generated_from_the_document_is_filed_or_told_by_field(gateway: Gateway) -> None:
    schema = schemathesis.openapi.from_wsgi("/v1/openapi.json", asking(gateway, NGO))
    statuses = set()

    @given(case=schema["/v1/reports"]["POST"].as_strategy())
    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def examine(case: schemathesis.Case) -> None:
        case.body = case.body | {"force": FORCE} if isinstance(case.body, dict) else case.body
        answer = case.call(base_url=URL)
        statuses.add(answer.status_code)
        assert answer.status_code in (200, 201, 409, 422, 403)

    examine()
    assert statuses & {201, 422}
