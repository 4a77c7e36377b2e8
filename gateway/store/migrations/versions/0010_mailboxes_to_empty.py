"""A mailbox says that its messages went, so that only those are looked at whose time has come.

Older code runs on it. What it writes into a mailbox that was emptied before stays as long as the mailbox's row.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mailboxes", sa.Column("emptied", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index(
        "mailboxes_to_empty",
        "mailboxes",
        ["day"],
        sqlite_where=sa.text("emptied = 0"),
        postgresql_where=sa.text("NOT emptied"),
    )
