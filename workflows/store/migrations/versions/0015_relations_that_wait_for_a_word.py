"""Relations that wait for a word: a declaration keeps another person away only once it is confirmed

Columns are only added. What was declared before counts for both as it did: nobody who was kept from a case becomes free.
"""

import sqlalchemy as sa
from alembic import op

import workflows.store.base

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

COLUMNS = ("open_since", "denied_at")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("relation", sa.Column(name, workflows.store.base.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    # An older program lets every relation count for both: one that nobody confirmed would drive people from their cases.
    op.execute("UPDATE relation SET ended_on = date(declared_at) WHERE open_since IS NOT NULL AND ended_on IS NULL")
    for name in reversed(COLUMNS):
        op.drop_column("relation", name)
