"""The English of the titles of cases and of what they called; empty until the case is next saved"""

import sqlalchemy as sa
from alembic import op

revision = '0094'
down_revision = '0093'
branch_labels = None
depends_on = None

COLUMNS = {"case": ("title_en", "title_public_en", "title_outside_en"), "case_title": ("title_en", "title_public_en")}


def upgrade() -> None:
    for table, names in COLUMNS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.String(length=300), nullable=False, server_default=""))


def downgrade() -> None:
    for table, names in COLUMNS.items():
        for name in names:
            op.drop_column(table, name)
