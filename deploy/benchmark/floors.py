"""The floors beside which the gateway is measured: what the same gunicorn does when it does almost nothing.

    POST /nothing            a Flask view that answers 204
    POST /sealed-and-stored  the same view: it reads one report with marshmallow, seals it in two parts, and stores one
                             row in a commit that it shares with whoever waits, as filing does

`gunicorn deploy.benchmark.floors:create()`, with the gateway's own settings, key and directory, in the gateway's own
database engine. No signature, no screening, no idempotency, one row for six: what nobody could leave out is left.
"""

from __future__ import annotations

import os

from flask import Flask, Response, request
from sqlalchemy import Column, LargeBinary, MetaData, Table

from deploy.demonstration.deployment import FORCE, NGO
from gateway.config import read_settings
from gateway.report.validate import read_posted
from gateway.runtime import open_host
from gateway.store.statements import Insert
from keys import token
from keys.encoding import strict_json
from keys.envelope.sealing import seal_report

floor = Table("benchmark_floor", MetaData(), Column("id", LargeBinary, primary_key=True), Column("body", LargeBinary))


def create() -> Flask:
    """The two views; the table of the second is made when it is not there."""
    host = open_host(read_settings())
    put = Insert(floor)
    app = Flask("floors")

    @app.post("/nothing")
    def nothing() -> Response:
        return Response(status=204)

    @app.post("/sealed-and-stored")
    def sealed_and_stored() -> Response:
        secret, one = read_posted(strict_json(request.get_data()))
        sealed = seal_report(
            one.crime,
            one.leaves(),
            force=FORCE,
            ngo=NGO,
            view=host.view(),
            signer=host.signer,
            day=host.today(),
            value=token.value_from_filing_secret(secret),
        )
        row = {"id": os.urandom(16), "body": sealed.upload}
        host.together.write(lambda connection: put(connection, row))
        return Response(status=204)

    if os.environ.get("AMPARO_FLOOR_TABLE") == "make":
        floor.metadata.create_all(host.engine)
        host.engine.dispose()
    return app
