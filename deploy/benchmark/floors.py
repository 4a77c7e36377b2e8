"""The floors beside which the gateway is measured: what the same gunicorn does when it does almost nothing.

    POST /nothing            a Flask view that answers 204
    POST /sealed-and-stored  the same view; it seals one report of two parts, and commits one row

`gunicorn deploy.benchmark.floors:create()`, with the gateway's own settings, key and directory, in the gateway's own
database engine. No validation, no screening, no idempotency: what is left is Flask, the seal and the commit.
"""

from __future__ import annotations

import os
import secrets

from flask import Flask, Response
from sqlalchemy import Column, LargeBinary, MetaData, Table, insert

from deploy.benchmark.reports import filing
from deploy.demonstration.world import FORCE, NGO
from gateway.config import read_settings
from gateway.runtime import open_host
from gateway.store.engine import writing
from keys import token
from keys.envelope.sealing import seal_report

floor = Table(
    "benchmark_floor", MetaData(), Column("id", LargeBinary, primary_key=True), Column("body", LargeBinary)
)


def create() -> Flask:
    """The two views; the table of the second is made when it is not there."""
    host = open_host(read_settings())
    one = filing(0)
    leaves = one.leaves()
    app = Flask("floors")

    @app.post("/nothing")
    def nothing() -> Response:
        return Response(status=204)

    @app.post("/sealed-and-stored")
    def sealed_and_stored() -> Response:
        value = token.value_from_filing_secret(secrets.token_bytes(32))
        sealed = seal_report(
            one.crime,
            leaves,
            force=FORCE,
            ngo=NGO,
            view=host.view(),
            signer=host.signer,
            day=host.today(),
            value=value,
        )
        with writing(host.engine) as connection:
            connection.execute(insert(floor).values(id=os.urandom(16), body=sealed.upload))
        return Response(status=204)

    if os.environ.get("AMPARO_FLOOR_TABLE") == "make":
        floor.metadata.create_all(host.engine)
        host.engine.dispose()
    return app


def without_pace() -> Flask:
    """The gateway itself, whose status page does not wait for its 300 ms: what the page costs in work."""
    from gateway.app import create_app
    from gateway.web.victim import status

    status.PACE = 1e-9
    return create_app()
