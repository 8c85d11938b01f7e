"""What a choice was called when it was made, beside the answer

Answers of before have none: they are shown by what their case still knows.
"""

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"
branch_labels = None
depends_on = None

TABLES = ("decision", "sheet_row", "row_entry", "row_reply")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("labels", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_column(table, "labels")
