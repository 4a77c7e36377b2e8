"""Each envelope knows the day on which it goes, and is found by it, and by the keys it is sealed to.

Older code runs on it. The first hourly run gives every envelope its day, as it does what older code writes later; an
envelope of which an older gateway hears after that run that it was received stays its thirty days.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("envelopes", sa.Column("until", sa.Integer))
    op.create_index("envelopes_of_kids", "envelopes", ["kids"])
    op.create_index("envelopes_until", "envelopes", ["until"])
