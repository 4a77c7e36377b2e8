"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("ngo", sa.String(length=64), nullable=False),
        sa.Column("password_hash", sa.String(length=256), nullable=False),
        sa.Column("totp_sealed", sa.LargeBinary(length=256), nullable=False),
        sa.Column("totp_step", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state", sa.String(length=10), server_default="active", nullable=False),
        sa.Column("failed", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("locked_until", sa.Integer(), server_default="0", nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("report_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("org", sa.String(length=64), nullable=False),
        sa.Column("from_org", sa.String(length=64), nullable=False),
        sa.Column("cid", sa.LargeBinary(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="owed", nullable=False),
        sa.Column("lease_until", sa.Float(), nullable=True),
        sa.Column("next_try", sa.Float(), server_default="0", nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("received_day", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "deliveries_due",
        "deliveries",
        ["next_try"],
        sqlite_where=sa.text("state = 'owed'"),
        postgresql_where=sa.text("state = 'owed'"),
    )
    op.create_index("deliveries_of_cid", "deliveries", ["cid", "part"])
    op.create_index(
        "deliveries_refile",
        "deliveries",
        ["from_org", "id"],
        sqlite_where=sa.text("state = 'refile'"),
        postgresql_where=sa.text("state = 'refile'"),
    )
    op.create_index(
        "deliveries_refused",
        "deliveries",
        ["id"],
        sqlite_where=sa.text("state = 'refused'"),
        postgresql_where=sa.text("state = 'refused'"),
    )

    op.create_table(
        "filings",
        sa.Column("filing_id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("filing_body", sa.LargeBinary(length=32), nullable=False),
        sa.Column("report_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("filing_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mailboxes",
        sa.Column("row_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("police_next", sa.SmallInteger(), nullable=False),
        sa.Column("ngo_next", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("row_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "nonces",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_index("nonces_until", "nonces", ["until"])

    op.create_table(
        "reports",
        sa.Column("report_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ngo", sa.String(length=64), nullable=False),
        sa.Column("force", sa.String(length=64), nullable=False),
        sa.Column("priority", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("report_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("reports_of_ngo", "reports", ["ngo", "day"])

    op.create_table(
        "seen",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "slots",
        sa.Column("row_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("part", sa.LargeBinary(length=2292), nullable=False),
        sa.PrimaryKeyConstraint("row_key", "slot"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "attempts",
        sa.Column("delivery_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("n", sa.SmallInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", "n"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "envelopes",
        sa.Column("org", sa.String(length=64), nullable=False),
        sa.Column("delivery_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kids", sa.LargeBinary(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("org", "delivery_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recalls",
        sa.Column("org", sa.String(length=64), nullable=False),
        sa.Column("delivery_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("recall", sa.LargeBinary(length=137), nullable=False),
        sa.PrimaryKeyConstraint("org", "delivery_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "receipts",
        sa.Column("org", sa.String(length=64), nullable=False),
        sa.Column("delivery_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("action", sa.SmallInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.LargeBinary(length=138), nullable=False),
        sa.PrimaryKeyConstraint("org", "delivery_id", "action"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sessions",
        sa.Column("id_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("expires", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("sessions_expiry", "sessions", ["expires"])
    op.create_index("sessions_of_account", "sessions", ["account_id"])
