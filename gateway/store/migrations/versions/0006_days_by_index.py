"""What is asked by day or state is found by an index. Older code runs on it unchanged.

On PostgreSQL nobody writes while an index is made: about a second for each million rows.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_CRIME = sa.text("part = 1")


def upgrade() -> None:
    for table in ("reports", "filings", "deliveries", "seen", "mailboxes"):
        op.create_index(f"{table}_of_day", table, ["day"])
    op.create_index("receipts_of_day", "receipts", ["org", "day", "delivery_id", "action"])
    op.create_index(
        "deliveries_of_state",
        "deliveries",
        ["from_org", "state", sa.text("day DESC"), "cid"],
        sqlite_where=_CRIME,
        postgresql_where=_CRIME,
    )
