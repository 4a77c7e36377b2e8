"""What was published of each quarter. Older code neither reads nor writes it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figures",
        sa.Column("quarter", sa.String(length=7), primary_key=True),
        sa.Column("force", sa.String(length=64), primary_key=True),
        sa.Column("received", sa.Integer(), nullable=True),
        sa.Column("in_time", sa.Integer(), nullable=True),
        sa.Column("late", sa.Integer(), nullable=True),
        sa.Column("never", sa.Integer(), nullable=True),
        sqlite_with_rowid=False,
    )
