"""An NGO's sent reports lie in the order in which a page shows them. Older code runs on it unchanged."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("reports_of_ngo", "reports")
    op.create_index("reports_of_ngo", "reports", ["ngo", sa.text("day DESC"), "report_id"])
