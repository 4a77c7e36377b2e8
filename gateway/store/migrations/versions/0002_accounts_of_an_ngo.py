"""Accounts that an NGO's own administrator makes: invitations, printed codes; wrong tries counted by name.

Whoever was waiting after wrong tries waits no longer; nobody is signed out.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("admin", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("accounts", sa.Column("join_hash", sa.LargeBinary(length=32), nullable=True))
    op.add_column("accounts", sa.Column("join_until", sa.Integer(), server_default="0", nullable=False))
    op.drop_column("accounts", "failed")
    op.drop_column("accounts", "locked_until")
    op.create_index("accounts_join", "accounts", ["join_hash"], unique=True)
    op.create_index("accounts_of_ngo", "accounts", ["ngo"])
    op.add_column("sessions", sa.Column("day", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "printed_codes",
        sa.Column("account_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "code_hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tries",
        sa.Column("name_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("tries_until", "tries", ["locked_until"])
