"""Public figures for everybody: each published quarter, as a page and as a file. `gateway.figures` counts."""

from __future__ import annotations

import csv
import io
from itertools import groupby

from flask import Blueprint, Response, render_template

from gateway.figures import ALL, BASE, IN_TIME, LEAST, ORGANISATIONS, SETTLED
from gateway.report.names import name_of
from gateway.store.engine import reading
from gateway.store.figures import Published, published
from gateway.web.pages import host

EVERYBODY = "All forces"

blueprint = Blueprint("figures", __name__)
blueprint.audience = "anyone"  # type: ignore[attr-defined]


@blueprint.get("/figures")
def figures() -> str:
    """Every quarter that was published, the newest first, with how the figures came about."""
    quarters = [(name, list(rows)) for name, rows in groupby(_rows(), key=lambda row: row.quarter)]
    return render_template(
        "figures.html",
        quarters=quarters,
        force_name=_force,
        least=LEAST,
        base=BASE,
        organisations=ORGANISATIONS,
        in_time=IN_TIME,
        settled=SETTLED,
    )


@blueprint.get("/figures.csv")
def as_file() -> Response:
    """The same as CSV, UTF-8. A hidden count is an empty cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, dialect="excel")
    writer.writerow(Published._fields)
    writer.writerows(row._replace(force=_force(row)) for row in _rows())
    return Response(out.getvalue(), mimetype="text/csv; charset=utf-8")


def _rows() -> list[Published]:
    with reading(host().engine) as connection:
        return published(connection)


def _force(row: Published) -> str:
    return EVERYBODY if row.force == ALL else name_of(row.force)
