"""A mailbox belongs to the first NGO and the first force that wrote to it; an older one to the next that do."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mailboxes", sa.Column("police_writer", sa.LargeBinary(length=32), nullable=True))
    op.add_column("mailboxes", sa.Column("ngo_writer", sa.LargeBinary(length=32), nullable=True))
